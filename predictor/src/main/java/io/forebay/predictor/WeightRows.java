package io.forebay.predictor;

import java.util.Random;

/**
 * Weights of a network in rows of equal length. A row is an array of its own, and four rows are
 * worked on at once where that can be: the compiler makes vector instructions of a loop over whole
 * arrays, not of one over a part of a larger array. Sums are formed in the order of the rows.
 */
final class WeightRows {
    /** Weights decay by this when they move, which bounds them without a comparison. */
    static final float KEEP = 1f - 1e-6f;

    private static final int AT_ONCE = 4;

    private final float[][] rows;

    WeightRows(int rowCount, int length) {
        rows = new float[rowCount][length];
    }

    /** Draws all weights evenly from -bound to bound. */
    void draw(Random random, float bound) {
        for (float[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (2 * random.nextFloat() - 1) * bound;
            }
        }
    }

    float[] row(int index) {
        return rows[index];
    }

    /** Adds a row to {@code sums}. */
    void addTo(float[] sums, int index) {
        float[] row = rows[index];
        for (int k = 0; k < row.length; k++) {
            sums[k] += row[k];
        }
    }

    /** Adds each row times its factor to {@code sums}. */
    void addProducts(float[] factors, float[] sums) {
        int j = 0;
        for (; j + AT_ONCE <= factors.length; j += AT_ONCE) {
            float[] row0 = rows[j];
            float[] row1 = rows[j + 1];
            float[] row2 = rows[j + 2];
            float[] row3 = rows[j + 3];
            float factor0 = factors[j];
            float factor1 = factors[j + 1];
            float factor2 = factors[j + 2];
            float factor3 = factors[j + 3];
            for (int k = 0; k < row0.length; k++) {
                sums[k] =
                        sums[k]
                                + factor0 * row0[k]
                                + factor1 * row1[k]
                                + factor2 * row2[k]
                                + factor3 * row3[k];
            }
        }
        for (; j < factors.length; j++) {
            float[] row = rows[j];
            float factor = factors[j];
            for (int k = 0; k < row.length; k++) {
                sums[k] += factor * row[k];
            }
        }
    }

    /** Moves a row against its gradient, which is in the first places of {@code gradient}. */
    void move(int index, float[] gradient, float step) {
        float[] row = rows[index];
        for (int k = 0; k < row.length; k++) {
            row[k] = row[k] * KEEP - step * gradient[k];
        }
    }

    /** Moves each row against {@code gradient} times its factor. */
    void moveAll(float[] factors, float[] gradient, float step) {
        int j = 0;
        for (; j + AT_ONCE <= factors.length; j += AT_ONCE) {
            float[] row0 = rows[j];
            float[] row1 = rows[j + 1];
            float[] row2 = rows[j + 2];
            float[] row3 = rows[j + 3];
            float step0 = step * factors[j];
            float step1 = step * factors[j + 1];
            float step2 = step * factors[j + 2];
            float step3 = step * factors[j + 3];
            for (int k = 0; k < row0.length; k++) {
                float g = gradient[k];
                row0[k] = row0[k] * KEEP - step0 * g;
                row1[k] = row1[k] * KEEP - step1 * g;
                row2[k] = row2[k] * KEEP - step2 * g;
                row3[k] = row3[k] * KEEP - step3 * g;
            }
        }
        for (; j < factors.length; j++) {
            move(j, gradient, step * factors[j]);
        }
    }

    int size() {
        return rows.length * rows[0].length;
    }

    /** All weights, row after row. */
    float[] toArray() {
        float[] all = new float[size()];
        for (int j = 0; j < rows.length; j++) {
            System.arraycopy(rows[j], 0, all, j * rows[j].length, rows[j].length);
        }
        return all;
    }

    /** Takes all weights, row after row. */
    void set(float[] all) {
        for (int j = 0; j < rows.length; j++) {
            System.arraycopy(all, j * rows[j].length, rows[j], 0, rows[j].length);
        }
    }
}

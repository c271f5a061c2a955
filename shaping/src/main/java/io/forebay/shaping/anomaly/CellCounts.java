package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often each cell of each grid was seen, alone and after each other cell. Old counts fade: new
 * ones are added with a weight that grows, and all are divided now and then. One thread.
 */
final class CellCounts {
    /** Half-life of what was counted, in samples: five and a half hours at 100 ms. */
    static final double HALF_LIFE_SAMPLES = 200_000;

    private static final int CELLS = CellGrid.CELLS;
    private static final double GROWTH = StrictMath.pow(2, 1 / HALF_LIFE_SAMPLES);
    private static final double LARGEST_INCREMENT = 1 << 6;

    /** Counts faded below this are dropped: they keep snapshots small. */
    private static final float LEAST_COUNT = 1f / (1 << 6);

    /** Counts that the even prior of a grid weighs as much as. */
    private static final double PRIOR_WEIGHT = 0.1;

    private static final double PRIOR_SHARE = PRIOR_WEIGHT / CELLS;

    private final float[] single;
    private final float[] rows;
    private final PairCounts pairs = new PairCounts();
    private double total;
    private double increment = 1;

    /**
     * @param grids number of grids counted
     */
    CellCounts(int grids) {
        single = new float[grids * CELLS];
        rows = new float[grids * CELLS];
    }

    /** Probability of a cell regardless of what came before. */
    double marginal(int grid, int cell) {
        return (single[grid * CELLS + cell] + increment * PRIOR_SHARE)
                / (total + increment * PRIOR_WEIGHT);
    }

    /** Probability of a cell after an earlier one. */
    double conditional(int grid, int earlier, int cell) {
        double fallback = increment * marginal(grid, cell);
        int row = grid * CELLS + earlier;
        return (pairs.count(key(row, cell)) + fallback) / (rows[row] + increment);
    }

    void add(int grid, int cell, double weight) {
        single[grid * CELLS + cell] += (float) (weight * increment);
    }

    void addPair(int grid, int earlier, int cell, double weight) {
        float added = (float) (weight * increment);
        int row = grid * CELLS + earlier;
        rows[row] += added;
        pairs.add(key(row, cell), added);
    }

    /** Ends a sample: each grid was added to once. */
    void next(double weight) {
        total += weight * increment;
        increment *= GROWTH;
        if (increment > LARGEST_INCREMENT) {
            rescale();
        }
    }

    private void rescale() {
        float factor = (float) (1 / increment);
        scale(single, factor);
        scale(rows, factor);
        pairs.scale(factor, LEAST_COUNT);
        total *= factor;
        increment = 1;
    }

    private static void scale(float[] counts, float factor) {
        for (int i = 0; i < counts.length; i++) {
            float faded = counts[i] * factor;
            counts[i] = faded < LEAST_COUNT ? 0 : faded;
        }
    }

    private static int key(int row, int cell) {
        return row * CELLS + cell + 1;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(total);
        out.writeDouble(increment);
        writeSparse(single, out);
        writeSparse(rows, out);
        pairs.write(out);
    }

    void read(DataInput in) throws IOException {
        total = in.readDouble();
        increment = in.readDouble();
        readSparse(single, in);
        readSparse(rows, in);
        pairs.read(in);
    }

    private static void writeSparse(float[] counts, DataOutput out) throws IOException {
        int used = 0;
        for (float count : counts) {
            used += count != 0 ? 1 : 0;
        }
        out.writeShort(used);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                out.writeShort(i);
                out.writeFloat(counts[i]);
            }
        }
    }

    private static void readSparse(float[] counts, DataInput in) throws IOException {
        int used = in.readUnsignedShort();
        for (int i = 0; i < used; i++) {
            int at = in.readUnsignedShort();
            if (at >= counts.length) {
                throw new IllegalArgumentException("cell outside the grids: cell=" + at);
            }
            counts[at] = in.readFloat();
        }
    }
}

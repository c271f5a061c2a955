package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often each cell of a grid was seen, alone and after each other cell. Old counts fade: later
 * ones weigh more. One thread.
 */
final class CellCounts {
    private static final int CELLS = CellGrid.CELLS;
    private static final double HALF_LIFE_WINDOWS = 1400;
    private static final double GROWTH = StrictMath.pow(2, 1 / HALF_LIFE_WINDOWS);
    private static final double LARGEST_INCREMENT = 1 << 5;

    /** Counts faded below this are dropped when all are rescaled: they keep snapshots small. */
    private static final float LEAST_COUNT = 1f / (1 << 5);

    /**
     * Counts that the prior weighs as much as, and that the marginal weighs as much as in order 1.
     */
    private static final double PRIOR_WEIGHT = 1;

    private static final double MARGINAL_WEIGHT = 8;
    private static final double LOG_2 = StrictMath.log(2);

    private final CellGrid grid;
    private final float[] marginal = new float[CELLS];
    private final float[] pair = new float[CELLS * CELLS];
    private final float[] pairTotal = new float[CELLS];
    private double total;
    private double increment = 1;
    private int lastCell = -1;

    CellCounts(CellGrid grid) {
        this.grid = grid;
    }

    /** Code length of a value regardless of the one before, in bits. */
    double marginalBits(double value) {
        return bits(marginalProbability(grid.cellOf(value)));
    }

    /** Code length of a value given the one before, in bits. */
    double pairBits(double value) {
        int cell = grid.cellOf(value);
        double fallback = marginalProbability(cell);
        if (lastCell < 0) {
            return bits(fallback);
        }
        double weight = MARGINAL_WEIGHT;
        double count = pair[lastCell * CELLS + cell] / increment;
        return bits((count + weight * fallback) / (pairTotal[lastCell] / increment + weight));
    }

    private double marginalProbability(int cell) {
        return (marginal[cell] / increment + PRIOR_WEIGHT * CellGrid.prior(cell))
                / (total / increment + PRIOR_WEIGHT);
    }

    private static double bits(double probability) {
        return -StrictMath.log(probability) / LOG_2;
    }

    /**
     * Counts a value with a weight of 0 to 1. What follows what is counted at full weight only:
     * staying in a new state soon looks likely given that state, and would hide an incident.
     */
    void learn(double value, double weight) {
        int cell = grid.cellOf(value);
        float added = (float) (weight * increment);
        marginal[cell] += added;
        total += added;
        if (lastCell >= 0 && weight >= 1) {
            pair[lastCell * CELLS + cell] += added;
            pairTotal[lastCell] += added;
        }
        lastCell = cell;
        increment *= GROWTH;
        if (increment > LARGEST_INCREMENT) {
            rescale();
        }
    }

    private void rescale() {
        float factor = (float) (1 / increment);
        scale(marginal, factor);
        scale(pair, factor);
        scale(pairTotal, factor);
        total *= factor;
        increment = 1;
    }

    private static void scale(float[] counts, float factor) {
        for (int i = 0; i < counts.length; i++) {
            float faded = counts[i] * factor;
            counts[i] = faded < LEAST_COUNT ? 0 : faded;
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(grid.low());
        out.writeDouble(grid.width());
        out.writeDouble(total);
        out.writeDouble(increment);
        out.writeByte(lastCell);
        writeSparse(marginal, out);
        writeSparse(pair, out);
        writeSparse(pairTotal, out);
    }

    static CellCounts read(DataInput in) throws IOException {
        var counts = new CellCounts(new CellGrid(in.readDouble(), in.readDouble()));
        counts.total = in.readDouble();
        counts.increment = in.readDouble();
        counts.lastCell = in.readByte();
        readSparse(counts.marginal, in);
        readSparse(counts.pair, in);
        readSparse(counts.pairTotal, in);
        return counts;
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
            counts[in.readUnsignedShort()] = in.readFloat();
        }
    }
}

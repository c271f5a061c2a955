package io.forebay.predictor;

/**
 * Corrects a mixed probability by what such probabilities turned out to be worth under a small
 * context: a piecewise linear map over log-odds, learned. Shared by the functions of a device.
 */
final class ProbabilityMap {
    private static final int CELLS = 24;
    private static final float CELLS_PER_NAT = 1f;
    private static final float RATE = 0.02f;

    /** Far below what matters: without it cells fall to subnormal numbers, which are slow. */
    private static final float LEAST = 0x1p-30f;

    private final float[] cells;
    private final int rows;

    /** Row and cell position of the last {@link #refine}. */
    private int lowCell;

    private float highShare;

    ProbabilityMap(int rows) {
        this.rows = rows;
        cells = new float[rows * CELLS];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = identity(i % CELLS);
        }
    }

    private static float identity(int cell) {
        return Logistic.squash((cell - (CELLS - 1) / 2f) / CELLS_PER_NAT);
    }

    /**
     * The probability to use in place of that of {@code logOdds}, clipped as by {@link
     * Logistic#clip}.
     */
    float refine(int row, float logOdds) {
        float position = logOdds * CELLS_PER_NAT + (CELLS - 1) / 2f;
        int cell = (int) position;
        highShare = position - cell;
        lowCell = row * CELLS + cell;
        float low = cells[lowCell];
        return low + (cells[lowCell + 1] - low) * highShare;
    }

    /** Learns the bit that came where {@link #refine} looked last. */
    void update(int bit) {
        float low = cells[lowCell];
        float high = cells[lowCell + 1];
        cells[lowCell] = Math.max(LEAST, low + (bit - low) * RATE * (1f - highShare));
        cells[lowCell + 1] = Math.max(LEAST, high + (bit - high) * RATE * highShare);
    }

    void average(ProbabilityMap[] others, double[] shares) {
        float[][] sources = new float[others.length][];
        for (int k = 0; k < others.length; k++) {
            sources[k] = others[k].cells;
        }
        Averages.weighted(sources, shares, cells);
    }

    /** Untouched cells are told by their bits: only differences to the identity are written. */
    void write(SnapshotWriter out) {
        out.putFloats(cells, identityCells());
    }

    void read(SnapshotReader in) {
        in.getFloats(cells, identityCells());
    }

    private float[] identityCells() {
        return new ProbabilityMap(rows).cells;
    }
}

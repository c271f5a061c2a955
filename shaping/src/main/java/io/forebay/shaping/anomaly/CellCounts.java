package io.forebay.shaping.anomaly;

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

    void add(int grid, int cell) {
        single[grid * CELLS + cell] += (float) increment;
    }

    void addPair(int grid, int earlier, int cell) {
        float added = (float) increment;
        int row = grid * CELLS + earlier;
        rows[row] += added;
        pairs.add(key(row, cell), added);
    }

    /** Ends a sample: each grid was added to once. */
    void next() {
        total += increment;
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
}

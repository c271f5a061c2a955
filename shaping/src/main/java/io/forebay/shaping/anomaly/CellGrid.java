package io.forebay.shaping.anomaly;

/**
 * Cells of a scale: equal ones over the range first seen, beyond it two for each doubling of the
 * distance. Never changes once fixed, so that counts keep their meaning.
 *
 * @param low lower end of the inner cells
 * @param width of an inner cell, above 0
 */
record CellGrid(double low, double width) {
    static final int INNER = 9;
    static final int OVERFLOW = 12;
    static final int CELLS = INNER + 2 * OVERFLOW;

    private static final double LOG_2 = StrictMath.log(2);
    private static final double[] PRIOR = priors();

    int cellOf(double value) {
        double position = (value - low) / width;
        if (position < 0) {
            return OVERFLOW - 1 - overflow(-position);
        }
        if (position >= INNER) {
            return OVERFLOW + INNER + overflow(position - INNER);
        }
        return OVERFLOW + (int) position;
    }

    /** Probability of a cell before anything was counted; halves with each overflow cell. */
    static double prior(int cell) {
        return PRIOR[cell];
    }

    private static int overflow(double cells) {
        double halfOctaves = 2 * StrictMath.log1p(cells) / LOG_2;
        return (int) Math.min(OVERFLOW - 1, halfOctaves);
    }

    private static double[] priors() {
        var weight = new double[CELLS];
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            int outside = Math.max(OVERFLOW - 1 - cell, cell - OVERFLOW - INNER);
            weight[cell] = outside < 0 ? 1 : StrictMath.pow(0.5, outside);
            sum += weight[cell];
        }
        for (int cell = 0; cell < CELLS; cell++) {
            weight[cell] /= sum;
        }
        return weight;
    }
}

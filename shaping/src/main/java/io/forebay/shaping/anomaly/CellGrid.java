package io.forebay.shaping.anomaly;

/**
 * Cells of a scale: equal ones over the range first seen, beyond it two for each doubling of the
 * distance. Never changes once fixed, so that counts keep their meaning.
 *
 * @param low lower end of the inner cells
 * @param width of an inner cell, above 0
 * @param inner number of inner cells
 */
record CellGrid(double low, double width, int inner) {
    /** Inner cells over the range of the warm-up. */
    static final int INNER = 9;

    /** Cells beyond each end. */
    static final int OVERFLOW = 12;

    /** Cells of the larger of the two grids of a quantity. */
    static final int CELLS = INNER + 1 + 2 * OVERFLOW;

    private static final double LEAST_RELATIVE_WIDTH = 1e-9;
    private static final double LEAST_WIDTH = 1e-12;

    CellGrid {
        if (!(width > 0 && width < Double.POSITIVE_INFINITY)
                || !Double.isFinite(low)
                || inner < 1
                || inner > INNER + 1) {
            throw new IllegalArgumentException(
                    "invalid grid: low=" + low + ", width=" + width + ", inner=" + inner);
        }
    }

    /** A grid whose cells cover the range. */
    static CellGrid over(double low, double high) {
        return new CellGrid(low, widthOf(low, high), INNER);
    }

    /** The same half a cell lower, with one more cell: its ends lie in the middle of cells. */
    static CellGrid shiftedOver(double low, double high) {
        double width = widthOf(low, high);
        return new CellGrid(low - width / 2, width, INNER + 1);
    }

    /** A range without extent gets cells so narrow that any other value lies far outside. */
    private static double widthOf(double low, double high) {
        double least = Math.max(LEAST_WIDTH, LEAST_RELATIVE_WIDTH * Math.abs(high));
        return Math.max(least, (high - low) / INNER);
    }

    /** Cell of a finite value, from 0 to {@link #CELLS} - 1. */
    int cellOf(double value) {
        double position = (value - low) / width;
        if (position < 0) {
            return OVERFLOW - 1 - overflow(-position);
        }
        if (position >= inner) {
            return OVERFLOW + inner + overflow(position - inner);
        }
        return OVERFLOW + (int) position;
    }

    /** Twice the binary logarithm of a distance in cells, from its exponent and first digit. */
    private static int overflow(double cells) {
        if (cells < 1) {
            return 0;
        }
        int exponent = Math.getExponent(cells);
        if (exponent >= OVERFLOW) {
            return OVERFLOW - 1;
        }
        boolean upperHalf = cells >= StrictMath.scalb(StrictMath.sqrt(2), exponent);
        return Math.min(OVERFLOW - 1, 1 + 2 * exponent + (upperHalf ? 1 : 0));
    }
}

package io.forebay.evaluation.anomaly.nab;

/**
 * Rows around a labelled anomaly.
 *
 * @param first row inside
 * @param last row inside, at least {@code first}
 */
record NabWindow(int first, int last) {
    NabWindow {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("invalid window: first=" + first + ", last=" + last);
        }
    }

    boolean contains(int row) {
        return row >= first && row <= last;
    }

    /** Where a row lies: -1 at the left edge, just below 0 at the right one. */
    double positionInside(int row) {
        return -(last - row + 1) / (double) (last - first + 1);
    }

    /** How far a row lies behind the right edge, in widths of the window. */
    double positionBehind(int row) {
        return (row - last) / (double) (last - first);
    }
}

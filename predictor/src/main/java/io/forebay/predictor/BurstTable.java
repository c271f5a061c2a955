package io.forebay.predictor;

import java.util.Arrays;

/**
 * Histograms of the bytes that were still to come after a request, by context: rows of small counts
 * found by a hash, two places for each, the one with fewer counts given up for a new context. About
 * 14 KiB. One thread.
 */
final class BurstTable {
    /** Class 0 is nothing more, class k from 1 is 2^(k+8) to below 2^(k+9) bytes. */
    static final int CLASSES = 24;

    /** What to add to a class from 1 for the class of a {@link BurstEstimate}. */
    static final int ESTIMATE_SHIFT = 9;

    private static final int ROW_BITS = 9;
    private static final int ROWS = 1 << ROW_BITS;

    /** A row with this many counts forgets half. */
    private static final int MOST_COUNTS = 250;

    private final byte[] counts = new byte[ROWS * CLASSES];
    private final char[] checks = new char[ROWS];
    private final byte[] totals = new byte[ROWS];

    /** Class of a number of bytes still to come. */
    static int classOf(double bytes) {
        int estimateClass = BurstEstimate.classOf(bytes);
        return estimateClass == 0
                ? 0
                : Math.max(1, Math.min(CLASSES - 1, estimateClass - ESTIMATE_SHIFT));
    }

    private static char checkOf(int hash) {
        return (char) Math.max(1, hash & 0xFFFF);
    }

    /** The row of a context, or -1. */
    int find(int hash) {
        int row = hash >>> (32 - ROW_BITS);
        char check = checkOf(hash);
        if (checks[row] == check) {
            return row;
        }
        return checks[row ^ 1] == check ? row ^ 1 : -1;
    }

    /** Counts of a row in all. */
    int total(int row) {
        return totals[row] & 0xFF;
    }

    /**
     * The histogram of a row, leaning on that of a wider context as if it were so many counts.
     *
     * @param wider probability of each class
     * @param out takes the probabilities
     */
    void lean(int row, double leaning, double[] wider, double[] out) {
        double scale = 1 / (total(row) + leaning);
        int first = row * CLASSES;
        for (int i = 0; i < CLASSES; i++) {
            out[i] = ((counts[first + i] & 0xFF) + leaning * wider[i]) * scale;
        }
    }

    /** Counts one more for the context, in a new row if it has none. */
    void learn(int hash, int bytesClass) {
        int row = find(hash);
        if (row < 0) {
            row = hash >>> (32 - ROW_BITS);
            row = total(row ^ 1) < total(row) ? row ^ 1 : row;
            // What is never asked for again gives way in the end.
            if (total(row) > 1) {
                halve(row);
                return;
            }
            Arrays.fill(counts, row * CLASSES, (row + 1) * CLASSES, (byte) 0);
            totals[row] = 0;
            checks[row] = checkOf(hash);
        }
        counts[row * CLASSES + bytesClass]++;
        totals[row]++;
        if (total(row) >= MOST_COUNTS) {
            halve(row);
        }
    }

    private void halve(int row) {
        int sum = 0;
        for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
            int half = (counts[i] & 0xFF) >>> 1;
            counts[i] = (byte) half;
            sum += half;
        }
        totals[row] = (byte) sum;
    }

    void write(SnapshotWriter out) {
        out.putBytes(counts);
        out.putChars(checks);
        out.putBytes(totals);
    }

    void read(SnapshotReader in) {
        in.getBytes(counts);
        in.getChars(checks);
        in.getBytes(totals);
    }
}

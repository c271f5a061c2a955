package io.forebay.evaluation.forecast;

import java.util.Arrays;

/** The newest values of a series and their empirical quantiles, exactly. One thread. */
final class RecentValues {
    private final double[] ring;
    private final double[] sorted;
    private int next;
    private int size;

    RecentValues(int capacity) {
        ring = new double[capacity];
        sorted = new double[capacity];
    }

    void add(double value) {
        if (size == ring.length) {
            int out = Arrays.binarySearch(sorted, 0, size, ring[next]);
            System.arraycopy(sorted, out + 1, sorted, out, size - out - 1);
            size--;
        }
        ring[next] = value;
        next = (next + 1) % ring.length;
        int found = Arrays.binarySearch(sorted, 0, size, value);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        sorted[at] = value;
        size++;
    }

    /** The smallest value that at least this share of the values do not exceed; 0 without any. */
    double quantile(double share) {
        if (size == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(share * size) - 1;
        return sorted[Math.max(0, Math.min(size - 1, rank))];
    }
}

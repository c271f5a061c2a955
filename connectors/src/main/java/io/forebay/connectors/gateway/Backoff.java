package io.forebay.connectors.gateway;

import java.io.Serializable;

/**
 * Waiting times between attempts: doubled each time, up to a limit.
 *
 * @param initialMillis wait after the first failure, at least 1
 * @param maxMillis longest wait, at least {@code initialMillis}
 */
public record Backoff(long initialMillis, long maxMillis) implements Serializable {
    public Backoff {
        if (initialMillis < 1 || maxMillis < initialMillis) {
            throw new IllegalArgumentException(
                    "invalid backoff: initialMillis=" + initialMillis + ", maxMillis=" + maxMillis);
        }
    }

    /** Wait after the {@code failures}th failure in a row, which is at least 1. */
    public long delayMillis(int failures) {
        int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(initialMillis) - 1);
        return Math.min(maxMillis, initialMillis << doublings);
    }
}

package io.forebay.schemas;

import java.io.Serializable;

/**
 * Cuts event time into demand windows of equal length, aligned to the Unix epoch. Window {@code
 * index} holds the times from {@code index * window}, inclusive, to {@code (index + 1) * window},
 * exclusive. In lock-step the gateway waits for an allocation for each window the job sees, so both
 * cut time with this class.
 *
 * @param windowMillis length of a window, in milliseconds, at least 1
 */
public record WindowGrid(long windowMillis) implements Serializable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    public WindowGrid {
        if (windowMillis < 1) {
            throw new IllegalArgumentException("window is too short: windowMillis=" + windowMillis);
        }
    }

    /** Event time in Flink's unit: milliseconds, rounded down. */
    public static long millisOf(long eventTimeNanos) {
        return Math.floorDiv(eventTimeNanos, NANOS_PER_MILLI);
    }

    public long windowNanos() {
        return windowMillis * NANOS_PER_MILLI;
    }

    /** The window that holds this time. */
    public long indexOf(long eventTimeNanos) {
        return Math.floorDiv(eventTimeNanos, windowNanos());
    }

    public long startNanos(long index) {
        return index * windowNanos();
    }

    public long endNanos(long index) {
        return (index + 1) * windowNanos();
    }

    /** The window's last millisecond: a timer there fires when the window is complete. */
    public long timerMillis(long index) {
        return (index + 1) * windowMillis - 1;
    }

    /** The window whose timer this is. */
    public long indexOfTimer(long timerMillis) {
        return Math.floorDiv(timerMillis, windowMillis);
    }
}

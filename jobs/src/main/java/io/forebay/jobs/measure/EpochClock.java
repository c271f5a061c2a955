package io.forebay.jobs.measure;

import java.util.concurrent.TimeUnit;

/** Nanoseconds since 1970 that run evenly, from when the clock was made. Any thread. */
final class EpochClock {
    private final long offsetNanos =
            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

    long nanos() {
        return offsetNanos + System.nanoTime();
    }
}

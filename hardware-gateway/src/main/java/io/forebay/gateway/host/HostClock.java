package io.forebay.gateway.host;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Event time of a host: the wall clock's, as long as nobody sets it back; then it runs on by the
 * monotonic clock. Thread safe.
 *
 * <p>All times in nanoseconds since the epoch. A wall clock that is set back leaves event time
 * ahead of it for good; one that is set forward takes event time along.
 */
final class HostClock {
    /** Smaller differences between the clocks are taken for the time between reading them. */
    private static final long TOLERANCE_NANOS = 10_000_000;

    private final LongSupplier wallNanos;
    private final LongSupplier monotonicNanos;
    private long offsetNanos;
    private long latestNanos;

    /** The clocks of this machine. */
    static HostClock system() {
        Clock wall = Clock.systemUTC();
        return new HostClock(
                () -> {
                    Instant now = wall.instant();
                    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
                },
                System::nanoTime);
    }

    HostClock(LongSupplier wallNanos, LongSupplier monotonicNanos) {
        this.wallNanos = wallNanos;
        this.monotonicNanos = monotonicNanos;
        this.offsetNanos = wallNanos.getAsLong() - monotonicNanos.getAsLong();
    }

    /** Event time now; never less than before. */
    synchronized long nowNanos() {
        latestNanos = Math.max(latestNanos, eventNanos(Long.MAX_VALUE));
        return latestNanos;
    }

    /**
     * Event time of a moment that the kernel stamped with the wall clock a short while ago.
     *
     * @return at most the event time of now
     */
    synchronized long eventNanos(long stampNanos) {
        long wall = wallNanos.getAsLong();
        long aheadNanos = wall - monotonicNanos.getAsLong() - offsetNanos;
        if (aheadNanos > TOLERANCE_NANOS) {
            offsetNanos += aheadNanos;
        }
        long behindNanos = aheadNanos < -TOLERANCE_NANOS ? -aheadNanos : 0;
        return Math.min(stampNanos, wall) + behindNanos;
    }
}

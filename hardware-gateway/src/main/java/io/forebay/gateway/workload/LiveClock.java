package io.forebay.gateway.workload;

import java.util.function.LongSupplier;

/**
 * Virtual time that follows the wall clock at a factor, and can be moved on. One thread.
 *
 * <p>All times in nanoseconds; the wall clock only counts, its zero means nothing.
 */
final class LiveClock {
    private final LongSupplier wallNanos;
    private final double speed;
    private long originWall;
    private long originVirtual;

    LiveClock(LongSupplier wallNanos, double speed) {
        this.wallNanos = wallNanos;
        this.speed = speed;
    }

    /** From now on this moment is {@code virtualNanos}. */
    void set(long virtualNanos) {
        originWall = wallNanos.getAsLong();
        originVirtual = virtualNanos;
    }

    /** Virtual time of this moment. */
    long nanos() {
        double passed = (wallNanos.getAsLong() - originWall) * speed;
        double room = (double) (Long.MAX_VALUE - originVirtual);
        return passed >= room ? Long.MAX_VALUE : originVirtual + (long) passed;
    }

    /** Wall time until a virtual time; not positive when it has come. */
    long wallUntil(long virtualNanos) {
        double wall = Math.ceil((virtualNanos - originVirtual) / speed);
        long passed = wallNanos.getAsLong() - originWall;
        return wall >= Long.MAX_VALUE / 2.0 ? Long.MAX_VALUE / 2 : (long) wall - passed;
    }
}

package io.forebay.operators.state;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Keeps work beside the traffic from taking its processors: after each piece but the last it rests
 * seven times as long as that took, as far as the time it was given goes, of which each piece has
 * the same share. One thread, whose interrupt ends the rests.
 */
final class Pace {
    /*
     * What waited at the barrier is worked off right after it. Writing at full speed at the same
     * time took all that was left of the processors, so that nothing was worked off until the
     * writing was done.
     */
    private static final int REST_PER_WORK = 7;

    /** Shorter rests are put together: a thread cannot be woken in less than some 50 µs. */
    private static final long LEAST_REST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final LongSupplier clockNanos;
    private final LongConsumer sleeper;
    private final long mostNanosPerPiece;
    private boolean working;
    private long beginNanos;
    private long owedNanos;

    /** Will rest so long at most. */
    Pace(long mostRestNanos, int pieces) {
        this(mostRestNanos, pieces, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * The same by another clock.
     *
     * @param sleeper is told how long to rest
     */
    Pace(long mostRestNanos, int pieces, LongSupplier clockNanos, LongConsumer sleeper) {
        mostNanosPerPiece = mostRestNanos / Math.max(1, pieces);
        this.clockNanos = clockNanos;
        this.sleeper = sleeper;
    }

    /** Another piece of work begins, after the rest that the one before it deserves. */
    void next() {
        if (working) {
            long workedNanos = clockNanos.getAsLong() - beginNanos;
            owedNanos += Math.min(REST_PER_WORK * workedNanos, mostNanosPerPiece);
            if (owedNanos >= LEAST_REST_NANOS) {
                sleeper.accept(owedNanos);
                owedNanos = 0;
            }
        }
        working = true;
        beginNanos = clockNanos.getAsLong();
    }
}

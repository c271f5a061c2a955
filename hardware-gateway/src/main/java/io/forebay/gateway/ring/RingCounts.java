package io.forebay.gateway.ring;

import java.util.concurrent.atomic.LongAdder;

/** What went wrong with the rings of a directory. Any thread. */
final class RingCounts {
    private final LongAdder refused = new LongAdder();
    private final LongAdder left = new LongAdder();

    void refused() {
        refused.increment();
    }

    void left() {
        left.increment();
    }

    /** Requests for a ring of another size that found no room. */
    long refusedCount() {
        return refused.sum();
    }

    /** Times that a ring had to go on in memory alone. */
    long leftCount() {
        return left.sum();
    }
}

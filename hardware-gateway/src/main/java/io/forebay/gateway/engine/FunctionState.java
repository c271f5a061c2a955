package io.forebay.gateway.engine;

import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.schedule.PendingQueue;
import io.forebay.gateway.schedule.PriorityRange;

/** What an engine keeps of one I/O function. Not thread safe. */
final class FunctionState {
    final int index;
    final String id;
    final CircularBuffer ring;
    PendingQueue queue = new PendingQueue();
    final FunctionCounters counters = new FunctionCounters();

    /** The priorities its elements may have. */
    PriorityRange priorities = PriorityRange.ALL;

    /** The function's share of the budget, and the most that it may hold. */
    long shareBytes;

    long limitBytes;

    /** Buffer space given back since the newest allocation. */
    long releasedBytes;

    /** Whether more is pending than the newest allocation gives, and the device owes a report. */
    boolean isDraining;

    /** Buffer space its elements in the device hold, and how many these are. */
    long pendingBytes;

    int pendingElements;

    /** Whether its oldest deferred element waits for others to leave, not for its own limit. */
    boolean waitsForPool;

    private int newestTag;
    private long newestTagNanos = -1;

    FunctionState(int index, String id, CircularBuffer ring) {
        this.index = index;
        this.id = id;
        this.ring = ring;
    }

    void noteTag(int priority, long nowNanos) {
        newestTag = priority;
        newestTagNanos = nowNanos;
    }

    /** Priority of an element that arrives now. */
    int startingPriority(int trafficClass, long nowNanos, long validityNanos) {
        boolean isFresh = newestTagNanos >= 0 && nowNanos - newestTagNanos < validityNanos;
        return isFresh ? newestTag : trafficClass;
    }
}

package io.forebay.operators;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.WindowGrid;

/** Puts what is decided into commands, with the time from which each is worthless. Stateless. */
public final class Commands {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A tag is for an element that still waits: none waits longer than this. */
    public static final long TAG_LIFE_NANOS = NANOS_PER_SECOND;

    /** A prediction that has not come true by then is wrong. */
    public static final long PREFETCH_LIFE_NANOS = 30 * NANOS_PER_SECOND;

    /** Windows after which an allocation that has not arrived is out of date. */
    public static final long ALLOCATION_LIFE_WINDOWS = 10;

    private Commands() {}

    public static ControlCommand tag(PriorityTag tag, long sequence, long causeTimeNanos) {
        return new ControlCommand(
                tag.getFunctionId(),
                sequence,
                causeTimeNanos,
                causeTimeNanos + TAG_LIFE_NANOS,
                tag);
    }

    public static ControlCommand prefetch(
            PrefetchCommand prefetch, long sequence, long causeTimeNanos) {
        return new ControlCommand(
                prefetch.getFunctionId(),
                sequence,
                causeTimeNanos,
                causeTimeNanos + PREFETCH_LIFE_NANOS,
                prefetch);
    }

    public static ControlCommand allocation(
            BufferAllocation allocation, long sequence, WindowGrid grid) {
        long end = allocation.getWindowEndNanos();
        return new ControlCommand(
                allocation.getDeviceId(),
                sequence,
                end,
                end + ALLOCATION_LIFE_WINDOWS * grid.windowNanos(),
                allocation);
    }

    /** Never expires; its sequence is the number of requests the weights were trained on. */
    public static ControlCommand modelUpdate(ModelUpdate update, long causeTimeNanos) {
        return new ControlCommand(
                update.getDeviceId(),
                update.getTrainedRequests(),
                causeTimeNanos,
                Long.MAX_VALUE,
                update);
    }
}

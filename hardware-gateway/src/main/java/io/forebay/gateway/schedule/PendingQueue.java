package io.forebay.gateway.schedule;

import io.forebay.predictor.BurstGap;
import org.agrona.collections.Long2LongHashMap;

/**
 * What the ordering rules of one I/O function look at: its lanes at both stages of service and the
 * address ranges of its pending reads and writes; and its flows, with where its bursts begin. The
 * elements themselves and the priority levels are the device's, see {@link DispatchQueues}. Not
 * thread safe.
 */
public final class PendingQueue {
    final FunctionLanes storageLanes = new FunctionLanes();
    final FunctionLanes linkLanes = new FunctionLanes();

    /** Flows with pending elements by ordering domain. */
    final Long2LongHashMap flows = new Long2LongHashMap(PendingElements.NIL);

    private final BurstGap burstGap = new BurstGap();
    private long latestArrivalNanos;
    private boolean started;

    /** Roots in the device's range index. */
    int pendingReads = PendingElements.NIL;

    int pendingWrites = PendingElements.NIL;

    /** Whether the queue holds no trace of any element. */
    public boolean isEmpty() {
        return storageLanes.size() == 0
                && linkLanes.size() == 0
                && flows.isEmpty()
                && pendingReads == PendingElements.NIL
                && pendingWrites == PendingElements.NIL;
    }

    /** Whether an element that arrived then begins a burst of the function; to be asked once. */
    boolean opensBurst(long arrivalNanos) {
        boolean opens = !started || burstGap.opensBurst(arrivalNanos - latestArrivalNanos);
        started = true;
        latestArrivalNanos = arrivalNanos;
        return opens;
    }

    /** Lanes of a function at one stage. */
    static final class FunctionLanes {
        /** By ordering domain: block requests and frames. */
        final OrderGate.Lanes inOrder = new OrderGate.Lanes(0);

        /** By ordering domain: TLPs behind posted requests. */
        final OrderGate.Lanes posted = new OrderGate.Lanes(0);

        /** By correlation id: completions of one request. */
        final OrderGate.Lanes transactions = new OrderGate.Lanes(1);

        int size() {
            return inOrder.size() + posted.size() + transactions.size();
        }
    }
}

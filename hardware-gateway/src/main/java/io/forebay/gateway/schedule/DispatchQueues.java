package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.PendingElements.NIL;

import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.schedule.PendingElements.Stage;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * The pending elements of all functions of a device, what each waits for, and the two schedulers
 * that choose among those that wait for nothing. Ordering rules, within a function:
 *
 * <ul>
 *   <li>Block requests and frames of one ordering domain go into each stage of service in the order
 *       of their arrival, and so complete in it; one that permits relaxed ordering waits for none.
 *   <li>TLPs of one ordering domain obey {@link TlpOrdering}. TLPs and other kinds do not wait for
 *       each other.
 *   <li>Of two requests whose address ranges overlap, at least one writing, the later goes into
 *       service once the earlier is on the link, in any domain and even with relaxed ordering.
 *       Between TLPs their table alone decides.
 * </ul>
 *
 * Every wait is for an earlier element of the same function, so waits form no cycle. A blocked
 * element waits; it does not lend its priority to those before it, since then one urgent element at
 * the end of a long backlog would make the whole backlog urgent. What bounds its wait is aging:
 * those before it arrived earlier and so age earlier.
 *
 * <p>Cost of an element: constant for its lanes, logarithmic in the pending elements for ranges and
 * levels. Not thread safe.
 */
public final class DispatchQueues {
    private static final int NO_RANGE = 0;
    private static final int READS = 1;
    private static final int WRITES = 2;

    private final PendingElements elements;
    private final PendingQueueSource queues;
    private final OrderGate storageGate = new OrderGate();
    private final OrderGate linkGate = new OrderGate();
    private final RangeIndex ranges = new RangeIndex();
    private final Flows flows;
    private final Scheduler forStorage;
    private final Scheduler forLink;
    private final IntArrayList freed = new IntArrayList();

    private byte[] rangeUse = new byte[64];
    private long[] domain = new long[64];
    private long[] rangeStart = new long[64];
    private long[] rangeEnd = new long[64];
    private int[] firstWaiter = new int[64];
    private int[] nextWaiter = new int[64];

    /** Finds the queue of a function by the function's index. */
    @FunctionalInterface
    public interface PendingQueueSource {
        PendingQueue queueOf(int functionIndex);
    }

    /**
     * Makes empty queues.
     *
     * @param agingNanos an element that waited this long goes before all others
     * @param readsQueues whether what waits makes a flow more or less urgent; else levels alone do
     */
    public DispatchQueues(
            PendingElements elements,
            PendingQueueSource queues,
            long agingNanos,
            boolean readsQueues) {
        this.elements = elements;
        this.queues = queues;
        this.flows = new Flows(elements, readsQueues);
        this.forStorage = new Scheduler(elements, flows, agingNanos);
        this.forLink = new Scheduler(elements, flows, agingNanos);
    }

    /** Whether an element waits for nothing but a storage channel. */
    public boolean hasReadyForStorage() {
        return !forStorage.isEmpty();
    }

    /**
     * Queues an element whose needs of storage, work and awaited blocks are set.
     *
     * @param ring holds the element at {@code position}
     */
    public void admit(int element, CircularBuffer ring, long position) {
        ensure(element);
        PendingQueue queue = queueOf(element);
        domain[element] = ring.orderingDomain(position);
        flows.enter(element, queue, domain[element]);
        boolean storage = elements.needsStorage(element);
        elements.setStage(element, storage ? Stage.QUEUED : Stage.FOR_LINK);
        if (storage) {
            int blockers = enterLanes(storageGate, element, queue.storageLanes, ring, position);
            elements.addStorageBlockers(element, blockers);
        }
        int blockers = enterLanes(linkGate, element, queue.linkLanes, ring, position);
        elements.addLinkBlockers(element, blockers);
        enterRanges(element, queue, ring, position);
        offerToStorage(element);
        offerToLink(element);
        refresh(flows.flowOf(element));
    }

    private void refresh(int flow) {
        forStorage.refresh(flow);
        forLink.refresh(flow);
    }

    /** Removes and returns the element that an idle storage channel takes, or NIL. */
    public int takeForStorage(long nowNanos) {
        int element = forStorage.poll(nowNanos);
        if (element != Scheduler.NONE) {
            elements.setStage(element, Stage.IN_STORAGE);
            storageGate.leave(element, freed);
            for (int i = 0; i < freed.size(); i++) {
                int waiter = freed.getInt(i);
                elements.addStorageBlockers(waiter, -1);
                offerToStorage(waiter);
            }
            freed.clear();
        }
        return element;
    }

    /** Notes that storage is done with an element. */
    public void finishStorage(int element) {
        elements.setStage(element, Stage.FOR_LINK);
        offerToLink(element);
    }

    /** Notes that a block which a read waited for is staged. */
    public void finishAwaitedBlock(int element) {
        elements.setAwaitedBlocks(element, elements.awaitedBlocks(element) - 1);
        if (elements.awaitedBlocks(element) == 0) {
            offerToLink(element);
        }
    }

    /** Removes and returns the element that the idle link takes, or NIL. */
    public int takeForLink(long nowNanos) {
        int element = forLink.poll(nowNanos);
        if (element != Scheduler.NONE) {
            elements.setStage(element, Stage.ON_LINK);
            linkGate.leave(element, freed);
            for (int i = 0; i < freed.size(); i++) {
                int waiter = freed.getInt(i);
                elements.addLinkBlockers(waiter, -1);
                offerToLink(waiter);
            }
            freed.clear();
            leaveRanges(element);
            int flow = flows.flowOf(element);
            flows.leave(element, queueOf(element), domain[element]);
            refresh(flow);
        }
        return element;
    }

    /** Gives an element that is not yet in service another priority. */
    public void retag(int element, int priority) {
        if (elements.isReadyForStorage(element)) {
            forStorage.retag(element, priority);
        } else if (elements.isReadyForLink(element)) {
            forLink.retag(element, priority);
        } else {
            elements.setPriority(element, priority);
        }
    }

    /** Whether a pending write of the function overlaps the bytes from first to last. */
    public boolean overlapsPendingWrite(PendingQueue queue, long firstByte, long lastByte) {
        if (queue.pendingWrites == NIL) {
            return false;
        }
        long from = orderOf(firstByte);
        long to = endOf(orderOf(lastByte), 1);
        return ranges.latestOverlap(queue.pendingWrites, from, to, Long.MAX_VALUE) != NIL;
    }

    /** To be called when the last thing the element waited for at this stage is gone, once. */
    private void offerToStorage(int element) {
        if (elements.isReadyForStorage(element)) {
            forStorage.add(element);
        }
    }

    private void offerToLink(int element) {
        if (elements.isReadyForLink(element)) {
            forLink.add(element);
        }
    }

    private int enterLanes(
            OrderGate gate,
            int element,
            PendingQueue.FunctionLanes lanes,
            CircularBuffer ring,
            long position) {
        long domain = ring.orderingDomain(position);
        boolean relaxed = ring.relaxedOrdering(position);
        if (ring.kind(position) != ElementKind.TLP) {
            return gate.enter(element, lanes.inOrder, domain, true, !relaxed) ? 1 : 0;
        }
        TlpClass tlp = TlpClass.of(ring.operation(position));
        boolean waits =
                TlpOrdering.rule(tlp, relaxed, TlpClass.POSTED, false) == TlpOrdering.Rule.NO;
        boolean holds = tlp == TlpClass.POSTED;
        int blockers = gate.enter(element, lanes.posted, domain, holds, waits) ? 1 : 0;
        if (tlp == TlpClass.COMPLETION) {
            long transaction = ring.correlationId(position);
            blockers += gate.enter(element, lanes.transactions, transaction, true, true) ? 1 : 0;
        }
        return blockers;
    }

    private void enterRanges(int element, PendingQueue queue, CircularBuffer ring, long position) {
        rangeUse[element] = NO_RANGE;
        firstWaiter[element] = NIL;
        Operation operation = ring.operation(position);
        boolean tlp = ring.kind(position) == ElementKind.TLP;
        long length = ring.lengthBytes(position);
        boolean writes = Accesses.writes(operation);
        if (length == 0 || !(writes || (operation == Operation.READ && !tlp))) {
            return;
        }
        rangeUse[element] = (byte) (writes ? WRITES : READS);
        rangeStart[element] = orderOf(ring.address(position));
        rangeEnd[element] = endOf(rangeStart[element], length);
        if (!tlp && waitForRange(element, queue)) {
            addRangeBlocker(element, 1);
        }
        if (writes) {
            queue.pendingWrites = insertRange(queue.pendingWrites, element);
        } else {
            queue.pendingReads = insertRange(queue.pendingReads, element);
        }
    }

    private int insertRange(int root, int element) {
        return ranges.insert(
                root, element, rangeStart[element], rangeEnd[element], elements.sequence(element));
    }

    /** Hangs the element on the latest earlier one that it conflicts with, if there is one. */
    private boolean waitForRange(int element, PendingQueue queue) {
        long from = rangeStart[element];
        long to = rangeEnd[element];
        long before = elements.sequence(element);
        int conflict = ranges.latestOverlap(queue.pendingWrites, from, to, before);
        if (rangeUse[element] == WRITES) {
            int read = ranges.latestOverlap(queue.pendingReads, from, to, before);
            if (conflict == NIL
                    || (read != NIL && elements.sequence(read) > elements.sequence(conflict))) {
                conflict = read;
            }
        }
        if (conflict == NIL) {
            return false;
        }
        nextWaiter[element] = firstWaiter[conflict];
        firstWaiter[conflict] = element;
        return true;
    }

    private void leaveRanges(int element) {
        if (rangeUse[element] == NO_RANGE) {
            return;
        }
        PendingQueue queue = queueOf(element);
        if (rangeUse[element] == WRITES) {
            queue.pendingWrites = ranges.remove(queue.pendingWrites, element);
        } else {
            queue.pendingReads = ranges.remove(queue.pendingReads, element);
        }
        int waiter = firstWaiter[element];
        while (waiter != NIL) {
            int following = nextWaiter[waiter];
            if (!waitForRange(waiter, queue)) {
                addRangeBlocker(waiter, -1);
                if (elements.needsStorage(waiter)) {
                    offerToStorage(waiter);
                } else {
                    offerToLink(waiter);
                }
            }
            waiter = following;
        }
        firstWaiter[element] = NIL;
    }

    private void addRangeBlocker(int element, int change) {
        if (elements.needsStorage(element)) {
            elements.addStorageBlockers(element, change);
        } else {
            elements.addLinkBlockers(element, change);
        }
    }

    private PendingQueue queueOf(int element) {
        return queues.queueOf(elements.function(element));
    }

    /** Maps unsigned addresses to numbers of the same order. */
    private static long orderOf(long address) {
        return address ^ Long.MIN_VALUE;
    }

    private static long endOf(long start, long length) {
        long end = start + length;
        return end < start ? Long.MAX_VALUE : end;
    }

    private void ensure(int element) {
        if (element < rangeUse.length) {
            return;
        }
        int size = Math.max(element + 1, rangeUse.length * 2);
        rangeUse = Arrays.copyOf(rangeUse, size);
        domain = Arrays.copyOf(domain, size);
        rangeStart = Arrays.copyOf(rangeStart, size);
        rangeEnd = Arrays.copyOf(rangeEnd, size);
        firstWaiter = Arrays.copyOf(firstWaiter, size);
        nextWaiter = Arrays.copyOf(nextWaiter, size);
    }
}

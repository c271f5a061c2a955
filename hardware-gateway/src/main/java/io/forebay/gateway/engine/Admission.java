package io.forebay.gateway.engine;

import io.forebay.gateway.prefetch.PrefetchUnit;
import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.schedule.Accesses;
import io.forebay.gateway.schedule.PendingElements;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.shaping.allocation.SharedPool;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import org.agrona.collections.IntArrayQueue;

/**
 * Takes elements from the guests' submission queues into the device as the shared pool allows:
 * first in, first out per function. A function with nothing in the device always gets its next
 * element in, however large.
 *
 * <p>Admission is also when the prefetch buffer sees an element, since the device does not know it
 * before: a read consumes staged blocks, a write gives them up. So what the buffer holds never
 * depends on the order of service, and a block that a pending write changes is never in it. Not
 * thread safe.
 */
final class Admission {
    private static final long BLOCK_BYTES = PrefetchPolicy.BLOCK_BYTES;
    private static final int BLOCK_SHIFT = Long.numberOfTrailingZeros(BLOCK_BYTES);

    private final EngineContext context;
    private final BufferShares shares;
    private final SharedPool pool;

    /** Functions whose guarantee is not free yet, and those that wait for what is open to all. */
    private final IntArrayQueue waitForGuarantee = new IntArrayQueue();

    private final IntArrayQueue waitForPool = new IntArrayQueue();
    private long tickets;

    Admission(EngineContext context, BufferShares shares) {
        this.context = context;
        this.shares = shares;
        pool = shares.pool();
    }

    /** Buffer space in use. */
    long pendingBytes() {
        return pool.usedBytes();
    }

    /** Takes in what fits of a function's deferred elements, in order. */
    void admitFrom(FunctionState function) {
        CircularBuffer ring = function.ring;
        while (ring.deferredCount() > 0) {
            long position = ring.admitted();
            long bytes =
                    context.service.bufferBytes(
                            ring.operation(position), ring.lengthBytes(position));
            if (function.pendingElements > 0 && !pool.admits(function.index, bytes)) {
                waitUnlessOwnLimit(function, bytes);
                return;
            }
            admitNext(function, bytes);
        }
    }

    /** At its own limit a function needs no turn: what it releases lets it in. */
    private void waitUnlessOwnLimit(FunctionState function, long bytes) {
        if (function.waitsForPool || bytes > function.limitBytes - function.pendingBytes) {
            return;
        }
        function.waitsForPool = true;
        boolean isGuaranteed = pool.isGuaranteed(function.index, bytes);
        (isGuaranteed ? waitForGuarantee : waitForPool).addInt(function.index);
    }

    /** Frees what a completed element held and takes in what fits now. */
    void release(FunctionState function, int element) {
        long bytes = context.elements.bufferBytes(element);
        pool.release(function.index, bytes);
        function.pendingBytes -= bytes;
        function.releasedBytes += bytes;
        function.pendingElements--;
        context.elements.release(element);
        shares.onRelease(function);
        admitWaiting(waitForGuarantee);
        admitWaiting(waitForPool);
        admitFrom(function);
    }

    /** Forgets who waits, and gives back all buffer space. */
    void reset() {
        waitForGuarantee.clear();
        waitForPool.clear();
        for (FunctionState function : context.functions) {
            pool.release(function.index, function.pendingBytes);
            function.pendingBytes = 0;
            function.pendingElements = 0;
            function.waitsForPool = false;
            shares.onRelease(function);
        }
    }

    private void admitWaiting(IntArrayQueue queue) {
        while (!queue.isEmpty()) {
            FunctionState waiting = context.functions.get(queue.peekInt());
            waiting.waitsForPool = false;
            admitFrom(waiting);
            // Where its next element still does not fit it has queued itself again, at the end.
            queue.pollInt();
            if (waiting.waitsForPool) {
                break;
            }
        }
    }

    private void admitNext(FunctionState function, long bytes) {
        CircularBuffer ring = function.ring;
        long position = ring.admit();
        int element =
                context.elements.allocate(
                        function.index,
                        position,
                        tickets++,
                        ring.arrivalNanos(position),
                        bytes,
                        ring.appliedPriority(position));
        ring.setHandle(position, element);
        pool.take(function.index, bytes);
        function.pendingBytes += bytes;
        function.pendingElements++;
        planService(function, element, position);
        context.queues.admit(element, ring, position);
    }

    /** Finds out what the element needs of storage, and what the prefetch buffer spares it. */
    private void planService(FunctionState function, int element, long position) {
        CircularBuffer ring = function.ring;
        PendingElements elements = context.elements;
        ElementKind kind = ring.kind(position);
        Operation operation = ring.operation(position);
        long length = ring.lengthBytes(position);
        long firstBlock = ring.address(position) >>> BLOCK_SHIFT;
        long lastBlock = lastByteOf(ring.address(position), length) >>> BLOCK_SHIFT;
        if (Accesses.writes(operation) && length > 0) {
            context.prefetch.invalidate(function.index, firstBlock, lastBlock);
        }
        boolean needed = ServiceModel.needsStorage(kind, operation);
        long bytes = ServiceModel.dataBytes(operation, length);
        if (operation == Operation.READ && length > 0) {
            PrefetchUnit prefetch = context.prefetch;
            long blocks = lastBlock - firstBlock + 1;
            FunctionCounters counters = function.counters;
            counters.demandBlocks = Saturating.add(counters.demandBlocks, blocks);
            boolean endsInside = ((ring.address(position) + length) & (BLOCK_BYTES - 1)) != 0;
            long missing =
                    blocks
                            - prefetch.lookUp(
                                    function.index, firstBlock, lastBlock, endsInside, element);
            elements.setAwaitedBlocks(element, prefetch.awaitedBlocks());
            if (missing == 0) {
                needed = false;
                ring.markServedFromPrefetch(position);
            } else if (missing < blocks) {
                bytes = Math.min(bytes, missing * BLOCK_BYTES);
            }
        }
        elements.setStorage(element, needed, bytes);
        long nanos = context.service.linkNanos(kind, operation, length);
        if (needed) {
            long storageNanos = context.service.storageNanos(kind, bytes);
            nanos = Saturating.add(nanos, storageNanos / context.settings.storageChannels());
        }
        elements.setWorkNanos(element, nanos);
    }

    /** Last byte of a range, as an unsigned number that stops at the end of the address space. */
    private static long lastByteOf(long address, long lengthBytes) {
        long last = address + (lengthBytes - 1);
        return lengthBytes > 0 && Long.compareUnsigned(last, address) < 0 ? -1L : last;
    }
}

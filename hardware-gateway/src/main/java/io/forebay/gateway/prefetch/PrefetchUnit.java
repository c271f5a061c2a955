package io.forebay.gateway.prefetch;

import io.forebay.gateway.schedule.IndexedHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.agrona.collections.IntArrayQueue;

/**
 * The prefetch buffers of a device's functions, and the choice of what to fetch next: one transfer
 * of neighbouring blocks at a time, function by function in turn. Functions are numbered from 0 in
 * the order of their appearance. Not thread safe.
 */
public final class PrefetchUnit {
    private final int capacity;
    private final OutcomeListener listener;
    private final StaleBlocks stale;
    private final List<PrefetchBuffer> buffers = new ArrayList<>();
    private final List<PrefetchBuffer.BlockFilter> filters = new ArrayList<>();
    private final IndexedHeap expiries = new IndexedHeap();
    private final IntArrayQueue turns = new IntArrayQueue();
    private final PrefetchBuffer.Lookup lookup = new PrefetchBuffer.Lookup();
    private final int[][] channelSlots;
    private final int[] channelCount;
    private final int[] channelFunction;
    private long[] scheduledExpiry = new long[8];
    private boolean[] inTurns = new boolean[8];

    /** Says which blocks must not be fetched now, because a pending write changes them. */
    @FunctionalInterface
    public interface StaleBlocks {
        boolean test(int functionIndex, long block);
    }

    /** Takes the reads whose claimed blocks have come. */
    @FunctionalInterface
    public interface ReaderListener {
        void onBlock(int reader);
    }

    /**
     * Makes a unit without functions.
     *
     * @param blocksPerFunction room of each function's buffer
     * @param chunkBlocks most blocks of one transfer
     */
    public PrefetchUnit(
            int blocksPerFunction,
            int chunkBlocks,
            int channels,
            OutcomeListener listener,
            StaleBlocks stale) {
        this.capacity = blocksPerFunction;
        this.listener = listener;
        this.stale = stale;
        this.channelSlots = new int[channels][chunkBlocks];
        this.channelCount = new int[channels];
        this.channelFunction = new int[channels];
    }

    /** Takes the next function; its buffer takes memory from its first command on. */
    public void addFunction() {
        int function = buffers.size();
        buffers.add(null);
        filters.add(block -> stale.test(function, block));
        if (function == inTurns.length) {
            inTurns = Arrays.copyOf(inTurns, function * 2);
            scheduledExpiry = Arrays.copyOf(scheduledExpiry, function * 2);
        }
        scheduledExpiry[function] = Long.MAX_VALUE;
    }

    /**
     * Queues blocks for fetching until {@code expiresAtNanos}.
     *
     * @param read which of them have been read since they were asked for
     */
    public void enqueue(
            int function,
            long firstBlock,
            int blockCount,
            long expiresAtNanos,
            LongPredicate read) {
        PrefetchBuffer buffer = buffers.get(function);
        if (buffer == null) {
            buffer = new PrefetchBuffer(capacity, function, listener);
            buffers.set(function, buffer);
        }
        buffer.enqueue(firstBlock, blockCount, expiresAtNanos, read);
        if (buffer.hasQueued() && !inTurns[function]) {
            inTurns[function] = true;
            turns.addInt(function);
        }
        reschedule(function, buffer);
    }

    /**
     * Serves a read from the buffer as far as possible.
     *
     * @param endsInside whether the read ends inside its last block
     * @param reader is given to the listener of {@link #finishFetch} once for each awaited block
     * @return blocks found; {@link #awaitedBlocks} tells how many of them are still on their way
     */
    public int lookUp(
            int function, long firstBlock, long lastBlock, boolean endsInside, int reader) {
        lookup.hitBlocks = 0;
        lookup.awaitedBlocks = 0;
        PrefetchBuffer buffer = buffers.get(function);
        if (buffer != null) {
            buffer.lookUp(firstBlock, lastBlock, endsInside, reader, lookup);
            reschedule(function, buffer);
        }
        return lookup.hitBlocks;
    }

    /** Blocks of the last lookup that are on their way. */
    public int awaitedBlocks() {
        return lookup.awaitedBlocks;
    }

    /** Gives up the blocks that a write overlaps. */
    public void invalidate(int function, long firstBlock, long lastBlock) {
        PrefetchBuffer buffer = buffers.get(function);
        if (buffer != null) {
            buffer.invalidate(firstBlock, lastBlock);
            reschedule(function, buffer);
        }
    }

    /**
     * Starts the next fetch on an idle channel.
     *
     * @return blocks to move, 0 where there is nothing to fetch
     */
    public int startFetch(int channel) {
        for (int tries = turns.size(); tries > 0; tries--) {
            int function = turns.pollInt();
            PrefetchBuffer buffer = buffers.get(function);
            int count = buffer.startFetch(channelSlots[channel], filters.get(function));
            inTurns[function] = buffer.hasQueued();
            if (inTurns[function]) {
                turns.addInt(function);
            }
            reschedule(function, buffer);
            if (count > 0) {
                channelCount[channel] = count;
                channelFunction[channel] = function;
                return count;
            }
        }
        return 0;
    }

    /** Ends the fetch of a channel. */
    public void finishFetch(int channel, long nowNanos, ReaderListener readers) {
        int function = channelFunction[channel];
        PrefetchBuffer buffer = buffers.get(function);
        for (int i = 0; i < channelCount[channel]; i++) {
            int reader = buffer.finishFetch(channelSlots[channel][i], nowNanos);
            if (reader != PrefetchBuffer.NIL) {
                readers.onBlock(reader);
            }
        }
        buffer.flushOutcomes();
        reschedule(function, buffer);
    }

    /** When the next block expires; {@link Long#MAX_VALUE} where none does. */
    public long nextExpiryNanos() {
        return expiries.peekKey();
    }

    /** Gives up what expires at or before this time. */
    public void expire(long nowNanos) {
        while (!expiries.isEmpty() && expiries.peekKey() <= nowNanos) {
            int function = expiries.peek();
            PrefetchBuffer buffer = buffers.get(function);
            buffer.expire(nowNanos);
            reschedule(function, buffer);
        }
    }

    /** Gives up what is queued, and what is staged too where asked. */
    public void abandon(boolean alsoStaged) {
        for (int function = 0; function < buffers.size(); function++) {
            PrefetchBuffer buffer = buffers.get(function);
            if (buffer != null) {
                buffer.abandon(alsoStaged);
                reschedule(function, buffer);
            }
        }
    }

    /** Accounts of a function. */
    public PrefetchCounts counts(int function, long demandBlocks) {
        PrefetchBuffer buffer = buffers.get(function);
        return buffer == null
                ? new PrefetchCounts(demandBlocks, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                : buffer.counts(demandBlocks);
    }

    private void reschedule(int function, PrefetchBuffer buffer) {
        long next = buffer.nextExpiryNanos();
        if (next == scheduledExpiry[function]) {
            return;
        }
        if (expiries.contains(function)) {
            expiries.remove(function);
        }
        if (next != Long.MAX_VALUE) {
            expiries.add(function, next);
        }
        scheduledExpiry[function] = next;
    }
}

package io.forebay.gateway.prefetch;

import io.forebay.gateway.schedule.IndexedHeap;
import io.forebay.schemas.PrefetchResult;
import java.util.function.LongPredicate;

/**
 * The prefetched blocks of one I/O function. A block is 4,096 bytes of the function's address space
 * and is, from command to outcome: queued, in flight, staged. At most {@code capacity} blocks are
 * queued, and at most as many in flight and staged together; a block in flight that a read claimed,
 * or that turned worthless, keeps its room until its transfer ends. Not thread safe.
 */
final class PrefetchBuffer {
    static final int NIL = -1;

    private static final byte FREE = 0;
    private static final byte QUEUED = 1;
    private static final byte IN_FLIGHT = 2;
    private static final byte STAGED = 3;

    /** In flight, and its outcome reported already: claimed by a read, or overwritten. */
    private static final byte SETTLED = 4;

    private final int capacity;
    private final OutcomeRuns outcomes;
    private final HeldBlocks held = new HeldBlocks();
    private final IndexedHeap expiries = new IndexedHeap();
    private final SlotList queued;
    private final SlotList staged;
    private final SlotList free;
    private final long[] block;
    private final long[] expiresAtNanos;
    private final byte[] state;
    private final int[] claimant;

    /** Staged blocks of which a read took the beginning; their hit is reported. */
    private final boolean[] begun;

    private int inFlight;
    private int settled;
    private int begunBlocks;
    private long hits;
    private long used;
    private long issued;
    private long expired;
    private long evicted;
    private long invalidated;
    private long overtaken;
    private long dropped;

    PrefetchBuffer(int capacity, int functionIndex, OutcomeListener listener) {
        this.capacity = capacity;
        this.outcomes = new OutcomeRuns(functionIndex, listener);
        int slots = 2 * capacity;
        var links = new SlotList.Links(slots);
        queued = new SlotList(links);
        staged = new SlotList(links);
        free = new SlotList(links);
        block = new long[slots];
        expiresAtNanos = new long[slots];
        state = new byte[slots];
        claimant = new int[slots];
        begun = new boolean[slots];
        for (int slot = 0; slot < slots; slot++) {
            free.addLast(slot);
        }
    }

    boolean hasQueued() {
        return queued.size() > 0;
    }

    /** When the next queued or staged block expires; {@link Long#MAX_VALUE} without any. */
    long nextExpiryNanos() {
        return expiries.peekKey();
    }

    /**
     * Queues blocks to be fetched. Those that have been read by now are overtaken; those that are
     * held already, or find no room, are dropped.
     */
    void enqueue(long firstBlock, int blockCount, long expiryNanos, LongPredicate read) {
        for (int i = 0; i < blockCount; i++) {
            long wanted = firstBlock + i;
            if (queued.size() == capacity || held.contains(wanted)) {
                dropped++;
                outcomes.add(PrefetchResult.DROPPED, wanted);
                continue;
            }
            if (read.test(wanted)) {
                overtaken++;
                outcomes.add(PrefetchResult.OVERTAKEN, wanted);
                continue;
            }
            int slot = free.removeFirst();
            block[slot] = wanted;
            expiresAtNanos[slot] = expiryNanos;
            state[slot] = QUEUED;
            claimant[slot] = NIL;
            held.put(wanted, slot);
            queued.addLast(slot);
            expiries.add(slot, expiryNanos);
        }
        outcomes.flush();
    }

    /**
     * Looks up the blocks of a read, consumes what is staged, claims what is in flight, and cancels
     * what is queued. A block is consumed by the read that takes its end.
     *
     * @param endsInside whether the read ends inside its last block, which then stays staged: what
     *     follows on the medium begins with the rest of it
     * @param reader is named by {@link #finishFetch} for each block it claimed
     * @param found takes the answer
     */
    void lookUp(long firstBlock, long lastBlock, boolean endsInside, int reader, Lookup found) {
        int count = held.match(firstBlock, lastBlock);
        int hit = 0;
        int awaited = 0;
        for (int i = 0; i < count; i++) {
            int slot = held.slot(i);
            if (state[slot] == QUEUED) {
                overtaken++;
                outcomes.add(PrefetchResult.OVERTAKEN, block[slot]);
                giveUpQueued(slot);
                continue;
            }
            hit++;
            if (!begun[slot]) {
                used++;
                outcomes.add(PrefetchResult.HIT, block[slot]);
            }
            if (state[slot] == STAGED) {
                if (endsInside && block[slot] == lastBlock) {
                    begin(slot);
                } else {
                    giveUpStaged(slot);
                }
            } else {
                awaited++;
                claimant[slot] = reader;
                settle(slot);
            }
        }
        hits += hit;
        outcomes.flush();
        found.hitBlocks = hit;
        found.awaitedBlocks = awaited;
    }

    /** Gives up the blocks that a write overlaps. */
    void invalidate(long firstBlock, long lastBlock) {
        int count = held.match(firstBlock, lastBlock);
        for (int i = 0; i < count; i++) {
            int slot = held.slot(i);
            if (state[slot] == QUEUED) {
                dropped++;
                outcomes.add(PrefetchResult.DROPPED, block[slot]);
                giveUpQueued(slot);
                continue;
            }
            if (state[slot] == STAGED) {
                invalidated += giveUpUnread(slot, PrefetchResult.INVALIDATED);
            } else {
                invalidated++;
                outcomes.add(PrefetchResult.INVALIDATED, block[slot]);
                settle(slot);
            }
        }
        outcomes.flush();
    }

    /**
     * Starts the fetch of the oldest queued block and those queued right behind it that follow it
     * on the medium. Evicts the oldest staged blocks for room.
     *
     * @param slots takes the slots in the order of their blocks; its length bounds the fetch
     * @return blocks to fetch; 0 where nothing could start
     */
    int startFetch(int[] slots, BlockFilter stale) {
        int count = 0;
        while (queued.size() > 0 && count < slots.length) {
            int slot = queued.first();
            if (count > 0 && block[slot] != block[slots[count - 1]] + 1) {
                break;
            }
            if (stale.test(block[slot])) {
                dropped++;
                outcomes.add(PrefetchResult.DROPPED, block[slot]);
                giveUpQueued(slot);
                continue;
            }
            if (inFlight + settled + staged.size() == capacity && !evictOldest()) {
                break;
            }
            queued.remove(slot);
            expiries.remove(slot);
            state[slot] = IN_FLIGHT;
            inFlight++;
            issued++;
            slots[count++] = slot;
        }
        outcomes.flush();
        return count;
    }

    /**
     * Ends the fetch of a block.
     *
     * @return the reader that claimed it, NIL where none did
     */
    int finishFetch(int slot, long nowNanos) {
        int reader = claimant[slot];
        if (state[slot] == SETTLED) {
            settled--;
            release(slot);
            return reader;
        }
        inFlight--;
        if (expiresAtNanos[slot] <= nowNanos) {
            expired++;
            outcomes.add(PrefetchResult.EXPIRED, block[slot]);
            held.remove(block[slot]);
            release(slot);
        } else {
            state[slot] = STAGED;
            staged.addLast(slot);
            expiries.add(slot, expiresAtNanos[slot]);
        }
        return NIL;
    }

    /** Reports what {@link #finishFetch} gave up. */
    void flushOutcomes() {
        outcomes.flush();
    }

    /** Gives up what expires at or before this time. */
    void expire(long nowNanos) {
        while (expiries.peekKey() <= nowNanos && !expiries.isEmpty()) {
            int slot = expiries.peek();
            if (state[slot] == QUEUED) {
                dropped++;
                outcomes.add(PrefetchResult.DROPPED, block[slot]);
                giveUpQueued(slot);
            } else {
                expired += giveUpUnread(slot, PrefetchResult.EXPIRED);
            }
        }
        outcomes.flush();
    }

    /** Gives up all that is queued, or queued and staged. */
    void abandon(boolean alsoStaged) {
        while (queued.size() > 0) {
            int slot = queued.first();
            dropped++;
            outcomes.add(PrefetchResult.DROPPED, block[slot]);
            giveUpQueued(slot);
        }
        while (alsoStaged && staged.size() > 0) {
            int slot = staged.first();
            expired += giveUpUnread(slot, PrefetchResult.EXPIRED);
        }
        outcomes.flush();
    }

    PrefetchCounts counts(long demandBlocks) {
        return new PrefetchCounts(
                demandBlocks,
                hits,
                used,
                issued,
                expired,
                evicted,
                invalidated,
                overtaken,
                dropped,
                (long) inFlight + staged.size() - begunBlocks);
    }

    private boolean evictOldest() {
        if (staged.size() == 0) {
            return false;
        }
        int slot = staged.first();
        evicted += giveUpUnread(slot, PrefetchResult.EVICTED);
        return true;
    }

    private void giveUpQueued(int slot) {
        queued.remove(slot);
        expiries.remove(slot);
        held.remove(block[slot]);
        release(slot);
    }

    private void begin(int slot) {
        if (!begun[slot]) {
            begun[slot] = true;
            begunBlocks++;
        }
    }

    /** Gives up a staged block; tells how many blocks, one or none, that wasted. */
    private int giveUpUnread(int slot, PrefetchResult result) {
        int wasted = begun[slot] ? 0 : 1;
        if (wasted > 0) {
            outcomes.add(result, block[slot]);
        }
        giveUpStaged(slot);
        return wasted;
    }

    private void giveUpStaged(int slot) {
        if (begun[slot]) {
            begun[slot] = false;
            begunBlocks--;
        }
        staged.remove(slot);
        expiries.remove(slot);
        held.remove(block[slot]);
        release(slot);
    }

    private void settle(int slot) {
        state[slot] = SETTLED;
        inFlight--;
        settled++;
        held.remove(block[slot]);
    }

    private void release(int slot) {
        state[slot] = FREE;
        claimant[slot] = NIL;
        free.addLast(slot);
    }

    /** Answer of a lookup. */
    static final class Lookup {
        int hitBlocks;
        int awaitedBlocks;
    }

    /** A condition on a block. */
    @FunctionalInterface
    interface BlockFilter {
        boolean test(long block);
    }
}

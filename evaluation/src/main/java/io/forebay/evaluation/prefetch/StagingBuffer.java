package io.forebay.evaluation.prefetch;

import org.agrona.collections.Long2LongHashMap;

/** Staged blocks in the order in which they were staged; at most so many. One thread. */
final class StagingBuffer {
    private static final int NONE = -1;

    private final Long2LongHashMap slots = new Long2LongHashMap(NONE);
    private final long[] blocks;
    private final int[] older;
    private final int[] newer;
    private int oldest = NONE;
    private int newest = NONE;
    private int free;

    StagingBuffer(int capacity) {
        blocks = new long[capacity];
        older = new int[capacity];
        newer = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            newer[i] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    boolean isFull() {
        return free == NONE;
    }

    int size() {
        return slots.size();
    }

    boolean holds(long block) {
        return slots.containsKey(block);
    }

    /** Adds a block that is not held; there must be room. */
    void add(long block) {
        int slot = free;
        free = newer[slot];
        blocks[slot] = block;
        older[slot] = newest;
        newer[slot] = NONE;
        if (newest == NONE) {
            oldest = slot;
        } else {
            newer[newest] = slot;
        }
        newest = slot;
        slots.put(block, slot);
    }

    /** Removes a block; whether it was held. */
    boolean remove(long block) {
        int slot = (int) slots.remove(block);
        if (slot == NONE) {
            return false;
        }
        if (older[slot] == NONE) {
            oldest = newer[slot];
        } else {
            newer[older[slot]] = newer[slot];
        }
        if (newer[slot] == NONE) {
            newest = older[slot];
        } else {
            older[newer[slot]] = older[slot];
        }
        newer[slot] = free;
        free = slot;
        return true;
    }

    /** Removes the oldest block that the rule gave up; if it gave up none, the oldest. */
    void evict(PrefetchRule rule) {
        for (int slot = oldest; slot != NONE; slot = newer[slot]) {
            if (rule.gaveUp(blocks[slot])) {
                remove(blocks[slot]);
                return;
            }
        }
        remove(blocks[oldest]);
    }
}

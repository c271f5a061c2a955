package io.forebay.shaping.prefetch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The blocks staged and not yet accounted for, oldest first: a mirror of the device's prefetch
 * buffer. Bounded; finds a block in constant time; allocates nothing. One thread.
 *
 * <p>A block is <em>live</em> until it is settled: read, or so old that it will hardly be read any
 * more. Settled blocks stay until the device says what became of them.
 */
final class OutstandingBlocks {
    static final int NONE = -1;
    private static final int ENTRY_BYTES = 2 * Long.BYTES + Float.BYTES + 1;
    private static final long HASH = 0x9E3779B97F4A7C15L;

    private final long[] block;
    private final long[] stagedAt;
    private final float[] probability;
    private final byte[] settled;
    private final int[] next;
    private final int[] previous;

    /** Open addressing with linear probing: slot + 1, or 0 where empty. */
    private final int[] table;

    private final int shift;
    private int oldest = NONE;
    private int newest = NONE;
    private int oldestLive = NONE;
    private int free;
    private int size;
    private int live;

    OutstandingBlocks(int capacity) {
        block = new long[capacity];
        stagedAt = new long[capacity];
        probability = new float[capacity];
        settled = new byte[capacity];
        next = new int[capacity];
        previous = new int[capacity];
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * capacity - 1);
        table = new int[1 << bits];
        shift = Long.SIZE - bits;
        for (int i = 0; i < capacity; i++) {
            next[i] = i + 1 < capacity ? i + 1 : NONE;
        }
    }

    boolean isFull() {
        return size == block.length;
    }

    int size() {
        return size;
    }

    int live() {
        return live;
    }

    int oldest() {
        return oldest;
    }

    /** The oldest block that is live, or {@link #NONE}. */
    int oldestUnsettled() {
        while (oldestLive != NONE && settled[oldestLive] != 0) {
            oldestLive = next[oldestLive];
        }
        return oldestLive;
    }

    int next(int slot) {
        return next[slot];
    }

    long block(int slot) {
        return block[slot];
    }

    /** How likely the block was to be read when it was staged. */
    float probability(int slot) {
        return probability[slot];
    }

    long stagedAt(int slot) {
        return stagedAt[slot];
    }

    /** What the block was settled as; 0 while it is live. */
    int settled(int slot) {
        return settled[slot];
    }

    void settle(int slot, int as) {
        if (settled[slot] == 0) {
            live--;
        }
        settled[slot] = (byte) as;
    }

    /** Slot of a block, or {@link #NONE}. */
    int find(long wanted) {
        int mask = table.length - 1;
        for (int at = home(wanted); table[at] != 0; at = (at + 1) & mask) {
            if (block[table[at] - 1] == wanted) {
                return table[at] - 1;
            }
        }
        return NONE;
    }

    /** Adds a block that is not held yet; there must be room. */
    void add(long added, long clock, float likelihood) {
        int slot = free;
        free = next[slot];
        block[slot] = added;
        stagedAt[slot] = clock;
        probability[slot] = likelihood;
        settled[slot] = 0;
        next[slot] = NONE;
        previous[slot] = newest;
        if (newest == NONE) {
            oldest = slot;
        } else {
            next[newest] = slot;
        }
        newest = slot;
        if (oldestLive == NONE) {
            oldestLive = slot;
        }
        int mask = table.length - 1;
        int at = home(added);
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = slot + 1;
        size++;
        live++;
    }

    void remove(int slot) {
        unindex(block[slot]);
        if (slot == oldestLive) {
            oldestLive = next[slot];
        }
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) {
            oldest = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            previous[after] = before;
        }
        if (settled[slot] == 0) {
            live--;
        }
        size--;
        next[slot] = free;
        free = slot;
    }

    /** Empties the block's table entry and moves later entries of its run up. */
    private void unindex(long removed) {
        int mask = table.length - 1;
        int hole = home(removed);
        while (block[table[hole] - 1] != removed) {
            hole = (hole + 1) & mask;
        }
        for (int at = (hole + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
            int wanted = home(block[table[at] - 1]);
            // An entry may fill the hole unless it lies between its own home and the hole's end.
            if (((at - wanted) & mask) >= ((at - hole) & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private int home(long key) {
        return (int) ((key * HASH) >>> shift);
    }

    int snapshotBytes() {
        return Integer.BYTES + size * ENTRY_BYTES;
    }

    void write(ByteBuffer out) {
        out.putInt(size);
        for (int slot = oldest; slot != NONE; slot = next[slot]) {
            out.putLong(block[slot]).putLong(stagedAt[slot]);
            out.putFloat(probability[slot]).put(settled[slot]);
        }
    }

    void read(ByteBuffer in) {
        Arrays.fill(table, 0);
        int count = in.getInt();
        if (count < 0 || count > block.length || count * ENTRY_BYTES != in.remaining()) {
            throw new IllegalArgumentException(
                    "wrong number of outstanding blocks: count=" + count);
        }
        for (int i = 0; i < count; i++) {
            add(in.getLong(), in.getLong(), in.getFloat());
            byte as = in.get();
            if (as != 0) {
                settle(newest, as);
            }
        }
    }
}

package io.forebay.predictor;

/**
 * Adaptive binary probabilities under hashed contexts: one {@code int} a counter, 16 bits of
 * probability, 8 of count, 8 of hash check. A decision of a context has four neighbouring places,
 * all in one cache line; the least used one makes room.
 */
final class CounterTable {
    private static final int WAYS = 4;
    private static final int[] STEP = new int[256];

    static {
        for (int n = 0; n < STEP.length; n++) {
            STEP[n] = (int) (65536 / (n + 1.5));
        }
    }

    private final int[] slots;
    private final int mask;

    /** {@code slotCount} is a power of two, at least 4. */
    CounterTable(int slotCount) {
        slots = new int[slotCount];
        mask = slotCount - 1;
    }

    /**
     * The place of a decision of a context: its counter when there is one, otherwise the complement
     * of the place it would take. Nothing changes until {@link #update}.
     *
     * @param context hash of the context
     * @param node hash of the decision, see {@link SymbolTree#NODE_HASH}
     */
    int find(int context, int node) {
        int check = context >>> 24;
        int first = (context ^ node) & mask;
        int slot0 = slots[first];
        int slot1 = slots[first ^ 1];
        int slot2 = slots[first ^ 2];
        int slot3 = slots[first ^ 3];
        int matches =
                match(slot0, check)
                        | match(slot1, check) << 1
                        | match(slot2, check) << 2
                        | match(slot3, check) << 3;
        if (matches != 0) {
            return first ^ Integer.numberOfTrailingZeros(matches);
        }
        return ~leastUsed(first);
    }

    /**
     * 1 for a used slot with this check, otherwise 0; without a branch, which nobody could tell.
     */
    private static int match(int slot, int check) {
        return ((((slot ^ check) & 0xFF) - 1) & (slot | -slot)) >>> 31;
    }

    private int leastUsed(int first) {
        int least = first;
        int leastCount = Integer.MAX_VALUE;
        for (int way = 0; way < WAYS; way++) {
            int place = first ^ way;
            int count = slots[place] >>> 8 & 0xFF;
            if (count < leastCount) {
                leastCount = count;
                least = place;
            }
        }
        return least;
    }

    /** Reads a slot among those of a decision of a context, so that they are in the cache soon. */
    int touch(int context, int node) {
        return slots[(context ^ node) & mask];
    }

    /** Log-odds of a counter that {@link #find} found. */
    float stretch(int place) {
        return Logistic.stretch(slots[place] >>> 20);
    }

    /**
     * Moves the counter at a place towards {@code bit}, creating it where there was none. Its step
     * falls to 1/{@code limit}, {@code limit} at most 255.
     */
    void update(int place, int context, int bit, int limit) {
        int at = place;
        int slot;
        if (place < 0) {
            at = ~place;
            slot = 0x8000_0000 | context >>> 24;
        } else {
            slot = slots[place];
        }
        int count = slot >>> 8 & 0xFF;
        int probability = slot >>> 16;
        int target = -bit & 0xFFFF;
        probability += ((target - probability) * STEP[count]) >> 16;
        int next = count + ((count - limit) >>> 31);
        slots[at] = probability << 16 | next << 8 | (slot & 0xFF);
    }

    /** Makes this table equal to another of the same size. */
    void copy(CounterTable other) {
        System.arraycopy(other.slots, 0, slots, 0, slots.length);
    }

    void write(SnapshotWriter out) {
        out.putInts(slots);
    }

    void read(SnapshotReader in) {
        in.getInts(slots);
    }
}

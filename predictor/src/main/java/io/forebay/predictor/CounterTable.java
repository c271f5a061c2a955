package io.forebay.predictor;

/**
 * Adaptive binary probabilities under hashed contexts: one {@code int} a counter, 16 bits of
 * probability, 8 of count, 8 of hash check. A context has two neighbouring places; the less used
 * one makes room.
 */
final class CounterTable {
    /** Slowest step of a counter is 1/100; a fast one stays at 1/10. */
    private static final int SLOW_LIMIT = 100;

    private static final int FAST_LIMIT = 10;

    private static final int[] STEP = new int[256];

    static {
        for (int n = 0; n < STEP.length; n++) {
            STEP[n] = (int) (65536 / (n + 1.5));
        }
    }

    private final int[] slots;
    private final int mask;

    CounterTable(int slotCount) {
        slots = new int[slotCount];
        mask = slotCount - 1;
    }

    /**
     * The place of a context: its counter when there is one, otherwise the complement of the place
     * it would take. Nothing changes until {@link #update}.
     */
    int find(int hash) {
        int check = check(hash);
        int place = hash & mask;
        int slot = slots[place];
        if ((slot & 0xFF) == check && slot != 0) {
            return place;
        }
        int other = place ^ 1;
        int otherSlot = slots[other];
        if ((otherSlot & 0xFF) == check && otherSlot != 0) {
            return other;
        }
        return ~((slot >>> 8 & 0xFF) <= (otherSlot >>> 8 & 0xFF) ? place : other);
    }

    /** Log-odds at a place, 0 for a context not seen yet. */
    float stretch(int place) {
        return place < 0 ? 0f : Logistic.stretch(slots[place] >>> 20);
    }

    /** Observations behind a place, up to the limit of its kind. */
    int count(int place) {
        return place < 0 ? 0 : slots[place] >>> 8 & 0xFF;
    }

    /** Moves the counter at a place towards {@code bit}, creating it where there was none. */
    void update(int place, int hash, int bit, boolean fast) {
        int at = place;
        int slot;
        if (place < 0) {
            at = ~place;
            slot = 0x8000_0000 | check(hash);
        } else {
            slot = slots[place];
        }
        int count = slot >>> 8 & 0xFF;
        int probability = slot >>> 16;
        int target = bit == 0 ? 0 : 65535;
        probability += ((target - probability) * STEP[count]) >> 16;
        int limit = fast ? FAST_LIMIT : SLOW_LIMIT;
        int next = count < limit ? count + 1 : count;
        slots[at] = probability << 16 | next << 8 | (slot & 0xFF);
    }

    private static int check(int hash) {
        return hash >>> 24;
    }

    void write(SnapshotWriter out) {
        out.putInts(slots);
    }

    void read(SnapshotReader in) {
        in.getInts(slots);
    }
}

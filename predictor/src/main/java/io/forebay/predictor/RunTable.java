package io.forebay.predictor;

/**
 * The last symbol seen under a hashed context and how often in a row: one {@code int} a context, 16
 * bits of check, 8 of symbol, 8 of count.
 */
final class RunTable {
    private static final int MAX_COUNT = 255;

    private final int[] slots;
    private final int mask;

    RunTable(int slotCount) {
        slots = new int[slotCount];
        mask = slotCount - 1;
    }

    private static boolean matches(int slot, int hash) {
        return (slot & 0xFF) != 0 && (slot >>> 16) == (hash >>> 16);
    }

    /** Symbol last seen under the context, -1 for none. */
    int symbol(int hash) {
        int slot = slots[hash & mask];
        return matches(slot, hash) ? slot >>> 8 & 0xFF : -1;
    }

    /** How often in a row the symbol came; 0 when the context is new. */
    int count(int hash) {
        int slot = slots[hash & mask];
        return matches(slot, hash) ? slot & 0xFF : 0;
    }

    void update(int hash, int symbol) {
        int at = hash & mask;
        int slot = slots[at];
        int count = 1;
        if (matches(slot, hash) && (slot >>> 8 & 0xFF) == symbol) {
            count = Math.min(MAX_COUNT, (slot & 0xFF) + 1);
        }
        slots[at] = (hash >>> 16) << 16 | symbol << 8 | count;
    }

    void write(SnapshotWriter out) {
        out.putInts(slots);
    }

    void read(SnapshotReader in) {
        in.getInts(slots);
    }
}

package io.forebay.traces.ethernet;

/**
 * Remembers the flow of the newest fragmented packets, so that fragments without ports are counted
 * to the flow of their first. Fixed size; a newer packet may push out an older one.
 */
final class FragmentFlows {
    private static final int SLOTS = 1 << 10;

    private final long[] keys = new long[SLOTS];
    private final long[] flows = new long[SLOTS];

    void put(long key, long flow) {
        int slot = slotOf(key);
        keys[slot] = key;
        flows[slot] = flow;
    }

    /** The flow of the packet's first fragment, or {@code otherwise} when it was not seen. */
    long flowOf(long key, long otherwise) {
        int slot = slotOf(key);
        return keys[slot] == key ? flows[slot] : otherwise;
    }

    private static int slotOf(long key) {
        return (int) (key >>> 32) & (SLOTS - 1);
    }
}

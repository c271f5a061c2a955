package io.forebay.predictor;

/**
 * What followed a read at the same place the last time, kept only where it was a surprise: a run
 * that simply goes on takes no room, so a few thousand entries remember the jumps of a long scan
 * until it comes again. A relative of temporal streaming and of Mithril's associations. Direct
 * mapped; an entry that proved right is worn down before it gives way.
 */
final class JumpMemory {
    static final int NONE = -1;
    private static final int MOST_COUNT = 7;

    private final char[] checks;
    private final int[] distances;
    private final char[] lengths;
    private final byte[] counts;
    private final int mask;

    /**
     * @param capacity a power of two up to 65,536
     */
    JumpMemory(int capacity) {
        checks = new char[capacity];
        distances = new int[capacity];
        lengths = new char[capacity];
        counts = new byte[capacity];
        mask = capacity - 1;
    }

    /** Entry of what followed, or {@link #NONE}. */
    int find(int hash) {
        int entry = hash & mask;
        return counts[entry] > 0 && checks[entry] == hash >>> 16 ? entry : NONE;
    }

    /**
     * Takes note of what followed.
     *
     * @param distance from the read's end, in sectors; beyond an {@code int} it is not kept
     * @param expected whether the run simply went on
     */
    void add(int hash, long distance, long length, boolean expected) {
        int entry = hash & mask;
        int kept = (int) Math.min(Character.MAX_VALUE, length);
        if (find(hash) != NONE && distances[entry] == distance && lengths[entry] == kept) {
            counts[entry] = (byte) Math.min(MOST_COUNT, counts[entry] + 1);
            return;
        }
        if (expected && find(hash) == NONE) {
            return;
        }
        if (counts[entry] > 0 && --counts[entry] > 0) {
            return;
        }
        if (!expected && distance == (int) distance) {
            checks[entry] = (char) (hash >>> 16);
            distances[entry] = (int) distance;
            lengths[entry] = (char) kept;
            counts[entry] = 1;
        }
    }

    int distance(int entry) {
        return distances[entry];
    }

    int length(int entry) {
        return lengths[entry];
    }

    int count(int entry) {
        return counts[entry];
    }

    int memoryBytes() {
        return checks.length * (2 * Character.BYTES + Integer.BYTES + 1);
    }

    void write(SnapshotWriter out) {
        out.putChars(checks);
        out.putInts(distances);
        out.putChars(lengths);
        out.putBytes(counts);
    }

    void read(SnapshotReader in) {
        in.getChars(checks);
        in.getInts(distances);
        in.getChars(lengths);
        in.getBytes(counts);
    }
}

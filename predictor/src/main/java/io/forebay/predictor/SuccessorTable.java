package io.forebay.predictor;

/**
 * What followed a hashed context: per row up to four (distance, length) pairs with Misra-Gries
 * counts. A row another context needs is worn down before it is given away.
 */
final class SuccessorTable {
    static final int WAYS = 4;
    static final int NONE = -1;
    private static final int MOST_COUNT = 255;

    private final char[] checks;
    private final int[] distances;
    private final char[] lengths;
    private final byte[] counts;
    private final int mask;

    SuccessorTable(int rows) {
        checks = new char[rows];
        distances = new int[rows * WAYS];
        lengths = new char[rows * WAYS];
        counts = new byte[rows * WAYS];
        mask = rows - 1;
    }

    /** First entry of the context's row, {@link #NONE} when it has none. */
    int find(int hash) {
        int row = hash & mask;
        return checks[row] == hash >>> 16 ? row * WAYS : NONE;
    }

    /** Adds what followed; distances beyond an {@code int} are not kept. */
    void add(int hash, long distance, long length) {
        if (distance != (int) distance) {
            return;
        }
        char kept = (char) Math.min(Character.MAX_VALUE, length);
        int first = (hash & mask) * WAYS;
        if (checks[hash & mask] != hash >>> 16 && !takeOver(hash, first)) {
            return;
        }
        int free = NONE;
        for (int i = first; i < first + WAYS; i++) {
            if (counts[i] == 0) {
                free = free == NONE ? i : free;
            } else if (distances[i] == (int) distance && lengths[i] == kept) {
                counts[i] = (byte) Math.min(MOST_COUNT, count(i) + 1);
                return;
            }
        }
        if (free == NONE) {
            wear(first);
        } else {
            distances[free] = (int) distance;
            lengths[free] = kept;
            counts[free] = 1;
        }
    }

    /** Wears down the other context's row; true when it is free now and taken. */
    private boolean takeOver(int hash, int first) {
        wear(first);
        for (int i = first; i < first + WAYS; i++) {
            if (counts[i] != 0) {
                return false;
            }
        }
        checks[hash & mask] = (char) (hash >>> 16);
        return true;
    }

    private void wear(int first) {
        for (int i = first; i < first + WAYS; i++) {
            counts[i] = (byte) Math.max(0, count(i) - 1);
        }
    }

    /** Entry with the highest count of a row, the first of equals; {@link #NONE} when empty. */
    int best(int first) {
        int best = NONE;
        for (int i = first; i < first + WAYS; i++) {
            if (count(i) > 0 && (best == NONE || count(i) > count(best))) {
                best = i;
            }
        }
        return best;
    }

    /** 0 weak, 1 seen twice and in half of the cases, 2 seen often and in most cases. */
    int confidence(int row, int entry) {
        int count = count(entry);
        int total = total(row);
        if (count < 2 || 2 * count < total) {
            return 0;
        }
        return count >= 4 && 4 * count >= 3 * total ? 2 : 1;
    }

    int memoryBytes() {
        return checks.length * (Character.BYTES + WAYS * (Integer.BYTES + Character.BYTES + 1));
    }

    private int total(int first) {
        return count(first) + count(first + 1) + count(first + 2) + count(first + 3);
    }

    int count(int entry) {
        return counts[entry] & 0xFF;
    }

    int distance(int entry) {
        return distances[entry];
    }

    int length(int entry) {
        return lengths[entry];
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

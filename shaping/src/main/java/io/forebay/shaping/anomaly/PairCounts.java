package io.forebay.shaping.anomaly;

/**
 * Counts by key in a table of bounded size: where it is full, a new key takes the place of the
 * rarest of eight. Grows by doubling while it is small; allocates nothing else. One thread.
 */
final class PairCounts {
    private static final int WAYS = 8;
    private static final int LEAST_SLOTS = 128;
    private static final int MOST_SLOTS = 4096;
    private static final int HASH = 0x9E3779B1;

    private short[] keys = new short[LEAST_SLOTS];
    private float[] counts = new float[LEAST_SLOTS];
    private int used;

    /** Count of a key above 0. */
    float count(int key) {
        int slot = find(key);
        return slot < 0 ? 0 : counts[slot];
    }

    void add(int key, float added) {
        int slot = find(key);
        if (slot >= 0) {
            counts[slot] += added;
            return;
        }
        if (2 * used >= keys.length && keys.length < MOST_SLOTS) {
            resize(2 * keys.length);
        }
        insert(key, added);
    }

    /** Multiplies all counts and drops those that fall below the least. */
    void scale(float factor, float least) {
        for (int i = 0; i < counts.length; i++) {
            if (keys[i] != 0) {
                counts[i] *= factor;
                if (counts[i] < least) {
                    keys[i] = 0;
                    counts[i] = 0;
                    used--;
                }
            }
        }
    }

    private int find(int key) {
        int first = bucket(key);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (keys[slot] == key) {
                return slot;
            }
        }
        return -1;
    }

    private int bucket(int key) {
        int buckets = keys.length / WAYS;
        return ((key * HASH) >>> Integer.numberOfLeadingZeros(buckets - 1)) * WAYS;
    }

    private void insert(int key, float count) {
        int first = bucket(key);
        int target = first;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (keys[slot] == 0) {
                target = slot;
                used++;
                break;
            }
            if (counts[slot] < counts[target]) {
                target = slot;
            }
        }
        keys[target] = (short) key;
        counts[target] = count;
    }

    private void resize(int slots) {
        short[] oldKeys = keys;
        float[] oldCounts = counts;
        keys = new short[slots];
        counts = new float[slots];
        used = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                insert(oldKeys[i], oldCounts[i]);
            }
        }
    }
}

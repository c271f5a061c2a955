package io.forebay.shaping.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The keys seen lately, some of the others taken for seen: two generations of one Bloom filter with
 * two hashes. When the younger is full, it becomes the older one, and what was only in that is
 * forgotten. One thread.
 */
final class RecentKeys {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int generationKeys;
    private final int mask;
    private long[] young;
    private long[] old;
    private int youngKeys;

    /**
     * @param words of 64 bits of a generation, a power of two
     * @param generationKeys keys of a generation
     */
    RecentKeys(int words, int generationKeys) {
        this.generationKeys = generationKeys;
        mask = words * Long.SIZE - 1;
        young = new long[words];
        old = new long[words];
    }

    /** Takes in a key; whether it is new. */
    boolean visit(long key) {
        long hash = hash(key);
        boolean isYoung = isIn(young, hash);
        boolean isKnown = isYoung || isIn(old, hash);
        if (!isYoung) {
            add(hash);
        }
        return !isKnown;
    }

    /** Whether a key was seen lately. */
    boolean knows(long key) {
        long hash = hash(key);
        return isIn(young, hash) || isIn(old, hash);
    }

    private static long hash(long key) {
        long hash = (key + 1) * MIX;
        hash ^= hash >>> 32;
        return hash * MIX;
    }

    private boolean isIn(long[] filter, long hash) {
        return has(filter, first(hash)) && has(filter, second(hash));
    }

    private int first(long hash) {
        return (int) (hash >>> 40) & mask;
    }

    private int second(long hash) {
        return (int) (hash >>> 16) & mask;
    }

    private void add(long hash) {
        if (youngKeys == generationKeys) {
            long[] forgotten = old;
            old = young;
            young = forgotten;
            Arrays.fill(young, 0);
            youngKeys = 0;
        }
        young[first(hash) >>> 6] |= 1L << first(hash);
        young[second(hash) >>> 6] |= 1L << second(hash);
        youngKeys++;
    }

    private static boolean has(long[] filter, int bit) {
        return (filter[bit >>> 6] >>> bit & 1) != 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(youngKeys);
        for (int i = 0; i < young.length; i++) {
            out.writeLong(young[i]);
            out.writeLong(old[i]);
        }
    }

    void read(DataInput in) throws IOException {
        youngKeys = in.readInt();
        if (youngKeys < 0 || youngKeys > generationKeys) {
            throw new IllegalArgumentException(
                    "visited regions cannot be read: youngRegions=" + youngKeys);
        }
        for (int i = 0; i < young.length; i++) {
            young[i] = in.readLong();
            old[i] = in.readLong();
        }
    }
}

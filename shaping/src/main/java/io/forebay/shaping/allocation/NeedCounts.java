package io.forebay.shaping.allocation;

import java.nio.ByteBuffer;

/**
 * How often needs were of which size: in all windows, after windows of a level, and after windows
 * of a level at a level of the average. Old counts fade. One thread; a table is made when its
 * context is first seen.
 */
final class NeedCounts {
    /** Levels of demand: none to speak of, then each doubling from 4 KiB on. */
    static final int LEVELS = 16;

    private static final int SMALLEST_SHIFT = 12;
    private static final int TABLES = 1 + LEVELS + LEVELS * LEVELS;

    /*
     * Counts of a context lean on those of the wider one as if that had been seen PRIOR_WINDOWS
     * times: contexts are many, and windows in most of them few. The widest fades slowly.
     */
    private static final float PRIOR_WINDOWS = 12;
    private static final float FADING = 0.998f;
    private static final float SLOW_FADING = 0.9998f;

    /** Counts by bucket, then their sum. */
    private final float[][] tables = new float[TABLES][];

    private final float[] mixed = new float[NeedBuckets.COUNT];

    /** Level of a number of bytes, 0 to {@link #LEVELS} - 1. */
    static int levelOf(double bytes) {
        int level = 0;
        double edge = 1L << SMALLEST_SHIFT;
        while (level < LEVELS - 1 && bytes >= edge) {
            level++;
            edge *= 2;
        }
        return level;
    }

    /** Notes a need that came in a window of the context. */
    void learn(int level, int averageLevel, int bucket) {
        add(0, bucket, SLOW_FADING);
        add(1 + level, bucket, FADING);
        add(1 + LEVELS + LEVELS * level + averageLevel, bucket, FADING);
    }

    /** Notes a need of which it is not known when it came. */
    void learnWithoutContext(int bucket) {
        add(0, bucket, SLOW_FADING);
    }

    private void add(int table, int bucket, float fading) {
        float[] counts = tables[table];
        if (counts == null) {
            counts = new float[NeedBuckets.COUNT + 1];
            tables[table] = counts;
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] *= fading;
        }
        counts[bucket]++;
        counts[NeedBuckets.COUNT]++;
    }

    /**
     * The distribution of the need in a context.
     *
     * @param unknownBucket where all is expected while nothing is known
     * @param tail takes, for each bucket, the probability of a need above its edge
     */
    void tailOf(int level, int averageLevel, int unknownBucket, float[] tail) {
        float[] all = tables[0];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = all == null ? (i == unknownBucket ? 1 : 0) : all[i] / all[NeedBuckets.COUNT];
        }
        refine(tables[1 + level]);
        refine(tables[1 + LEVELS + LEVELS * level + averageLevel]);
        float above = 0;
        for (int i = mixed.length - 1; i >= 0; i--) {
            tail[i] = above;
            above += mixed[i];
        }
    }

    private void refine(float[] counts) {
        if (counts == null) {
            return;
        }
        float all = counts[NeedBuckets.COUNT] + PRIOR_WINDOWS;
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (counts[i] + PRIOR_WINDOWS * mixed[i]) / all;
        }
    }

    /** Bytes of {@link #write}. */
    int snapshotBytes() {
        int bytes = Integer.BYTES;
        for (float[] counts : tables) {
            if (counts != null) {
                bytes += Integer.BYTES + counts.length * Float.BYTES;
            }
        }
        return bytes;
    }

    void write(ByteBuffer out) {
        int present = 0;
        for (float[] counts : tables) {
            present += counts == null ? 0 : 1;
        }
        out.putInt(present);
        for (int table = 0; table < TABLES; table++) {
            if (tables[table] != null) {
                out.putInt(table);
                for (float count : tables[table]) {
                    out.putFloat(count);
                }
            }
        }
    }

    /**
     * Takes over what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when a table does not exist or holds what is no count
     */
    void read(ByteBuffer in) {
        int present = in.getInt();
        for (int i = 0; i < present; i++) {
            int table = in.getInt();
            if (table < 0 || table >= TABLES) {
                throw new IllegalArgumentException("no such table of needs: table=" + table);
            }
            var counts = new float[NeedBuckets.COUNT + 1];
            for (int bucket = 0; bucket < counts.length; bucket++) {
                counts[bucket] = in.getFloat();
                if (!(counts[bucket] >= 0 && counts[bucket] < Float.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("not a count: count=" + counts[bucket]);
                }
            }
            tables[table] = counts;
        }
    }
}

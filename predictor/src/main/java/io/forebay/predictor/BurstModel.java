package io.forebay.predictor;

import java.util.Arrays;

/**
 * Bytes still to come in a function's current burst: the mean size of those past bursts that grew
 * at least as large, under the burst's context. A burst ends at a gap of at least half the
 * function's mean gap.
 *
 * <p>Contexts, the first with two such bursts counts: operation and size of the burst's first
 * request with the size of the burst before; operation and size alone; all bursts.
 */
final class BurstModel {
    private static final int CLASSES = 40;
    private static final int NARROW_ROWS = 64;
    private static final int WIDE_ROWS = 32;
    private static final int ALL_ROW = NARROW_ROWS + WIDE_ROWS;
    private static final int ROWS = ALL_ROW + 1;

    /** A histogram forgets half once it holds this many bursts. */
    private static final float FORGET_AT = 512f;

    /** The mean gap follows at least this fast, and begins as one gap of a millisecond. */
    private static final double SLOWEST_RATE = 1.0 / 8192;

    private static final double FIRST_GAP_NANOS = 1e6;
    private static final double MOST_BYTES = 1e15;

    private final float[] counts = new float[ROWS * CLASSES];
    private final float[] bytes = new float[ROWS * CLASSES];
    private final int[] narrowKeys = new int[NARROW_ROWS];
    private double meanGapNanos = FIRST_GAP_NANOS;
    private long gaps = 1;
    private double burstBytes;
    private double previousBurstBytes;
    private boolean started;
    private int narrowKey;
    private int wideRow;

    /** Takes the next request; {@code gapNanos} since the one before it. */
    void add(long gapNanos, int operation, int sizeClass, double lengthBytes) {
        if (started) {
            boolean ended = gapNanos >= 0.5 * meanGapNanos;
            gaps++;
            meanGapNanos += (gapNanos - meanGapNanos) * Math.max(1.0 / gaps, SLOWEST_RATE);
            if (ended) {
                learn();
                previousBurstBytes = burstBytes;
                burstBytes = 0;
            }
        }
        started = true;
        if (burstBytes == 0) {
            wideRow = operation << 4 | sizeClass;
            narrowKey = 1 + (wideRow << 6 | sizeOf(previousBurstBytes));
        }
        burstBytes = Math.min(MOST_BYTES, burstBytes + lengthBytes);
    }

    /** Class of a byte count: floor(log2), up to 39. */
    private static int sizeOf(double byteCount) {
        long whole = Math.max(1, (long) byteCount);
        return Math.min(CLASSES - 1, 63 - Long.numberOfLeadingZeros(whole));
    }

    private int narrowRow() {
        return Hashing.mix(narrowKey, 0x3c) >>> 26;
    }

    private void learn() {
        int narrow = narrowRow();
        if (narrowKeys[narrow] != narrowKey) {
            narrowKeys[narrow] = narrowKey;
            Arrays.fill(counts, narrow * CLASSES, (narrow + 1) * CLASSES, 0f);
            Arrays.fill(bytes, narrow * CLASSES, (narrow + 1) * CLASSES, 0f);
        }
        learn(narrow);
        learn(NARROW_ROWS + wideRow);
        learn(ALL_ROW);
    }

    private void learn(int row) {
        int at = row * CLASSES + sizeOf(burstBytes);
        counts[at] += 1f;
        bytes[at] += (float) burstBytes;
        if (counts[at] >= FORGET_AT) {
            for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
                counts[i] *= 0.5f;
                bytes[i] *= 0.5f;
            }
        }
    }

    /** Expected bytes after the last request, at least 0. */
    double remainingBytes() {
        if (!started) {
            return 0;
        }
        int narrow = narrowRow();
        double size = narrowKeys[narrow] == narrowKey ? conditionalMean(narrow, 2f) : 0;
        if (size == 0) {
            size = conditionalMean(NARROW_ROWS + wideRow, 2f);
        }
        if (size == 0) {
            size = conditionalMean(ALL_ROW, 1f);
        }
        // With no burst that large to go by, expect as much again.
        return size == 0 ? burstBytes : Math.max(0, size - burstBytes);
    }

    /** The distribution of the bytes after the last request. */
    void estimate(BurstEstimate out) {
        if (!started) {
            out.setNothing();
            return;
        }
        out.clear();
        int row = row();
        int own = sizeOf(burstBytes);
        for (int size = own; size < CLASSES; size++) {
            double count = row < 0 ? (size == own ? 1 : 0) : counts[row * CLASSES + size];
            double mean =
                    row < 0 || count == 0 ? 2 * burstBytes : bytes[row * CLASSES + size] / count;
            out.add(BurstEstimate.classOf(mean - burstBytes), count);
        }
        out.finish(remainingBytes());
    }

    /** The first context with enough bursts that grew this large, or -1. */
    private int row() {
        int narrow = narrowRow();
        if (narrowKeys[narrow] == narrowKey && conditionalMean(narrow, 2f) > 0) {
            return narrow;
        }
        if (conditionalMean(NARROW_ROWS + wideRow, 2f) > 0) {
            return NARROW_ROWS + wideRow;
        }
        return conditionalMean(ALL_ROW, 1f) > 0 ? ALL_ROW : -1;
    }

    /** Mean size of the row's bursts of at least this burst's class; 0 with too few of them. */
    private double conditionalMean(int row, float fewest) {
        double count = 0;
        double sum = 0;
        for (int i = row * CLASSES + sizeOf(burstBytes); i < (row + 1) * CLASSES; i++) {
            count += counts[i];
            sum += bytes[i];
        }
        return count < fewest ? 0 : sum / count;
    }

    void write(SnapshotWriter out) {
        out.putFloats(counts);
        out.putFloats(bytes);
        out.putInts(narrowKeys);
        out.putDouble(meanGapNanos);
        out.putLong(gaps);
        out.putDouble(burstBytes);
        out.putDouble(previousBurstBytes);
        out.putBoolean(started);
        out.putInt(narrowKey);
        out.putInt(wideRow);
    }

    void read(SnapshotReader in) {
        in.getFloats(counts);
        in.getFloats(bytes);
        in.getInts(narrowKeys);
        meanGapNanos = in.getDouble();
        gaps = in.getLong();
        burstBytes = in.getDouble();
        previousBurstBytes = in.getDouble();
        started = in.getBoolean();
        narrowKey = in.getInt();
        wideRow = Snapshots.requireRange("burst context", in.getInt(), 0, WIDE_ROWS - 1);
    }
}

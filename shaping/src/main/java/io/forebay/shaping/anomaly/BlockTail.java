package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How rare a value is above those of a series so far, from the largest of each block of windows:
 * neighbours in time are no independent evidence, their maxima nearly are. Up to the record the
 * rank among the eight largest tells, beyond it an exponential tail (Pickands 1975), with the mean
 * excess of the largest four (Hill 1975 where values are logarithms). While few blocks are known it
 * is thought to be as heavy as the way from the mean to the record.
 *
 * <p>A generation of blocks is twice as long as the one before; the last three are remembered, so
 * that what a function did when it was new does not stay its record. One thread.
 */
final class BlockTail {
    /** Windows of a block. */
    static final int BLOCK_WINDOWS = 30;

    private static final int PEAKS = 8;

    /** Peaks that tell how far apart the next record may be. */
    private static final int SPREAD_PEAKS = 4;

    /** Blocks that must be known before any value is called rare. */
    private static final int FEWEST_BLOCKS = 3;

    /** Windows after which a window weighs a third of the newest in the mean. */
    private static final double MEAN_WINDOWS = 1000;

    /** Up to so many blocks the record says little of the next one. */
    private static final double YOUNG_BLOCKS = 16;

    private static final int FIRST_GENERATION_BLOCKS = 8;

    /** A generation is no longer than about a day of activity. */
    private static final int LONGEST_GENERATION_BLOCKS = 1 << 15;

    private static final double LOG_2 = StrictMath.log(2);

    private final double leastScale;
    private final float[] young = new float[PEAKS];
    private final float[] old = new float[PEAKS];
    private final float[] oldest = new float[PEAKS];
    private int youngBlocks;
    private int oldBlocks;
    private int oldestBlocks;
    private double mean;
    private long seen;
    private int generationBlocks = FIRST_GENERATION_BLOCKS;

    /**
     * Largest of the block before the present one and of the present one; those are not counted.
     */
    private float previous = Float.NEGATIVE_INFINITY;

    private float present = Float.NEGATIVE_INFINITY;

    /** The largest of all generations, descending. */
    private final float[] top = new float[PEAKS];

    private int known;
    private double scale;

    /**
     * @param leastScale by how much a value must exceed the record to be half as probable, at least
     */
    BlockTail(double leastScale) {
        this.leastScale = leastScale;
        Arrays.fill(young, Float.NEGATIVE_INFINITY);
        Arrays.fill(old, Float.NEGATIVE_INFINITY);
        Arrays.fill(oldest, Float.NEGATIVE_INFINITY);
    }

    /** Code length of a value this large or larger in a window, in bits. */
    double bits(double value) {
        if (known < FEWEST_BLOCKS) {
            return 0;
        }
        double windows = (double) BLOCK_WINDOWS * blocks();
        float rounded = (float) value;
        if (rounded > top[0]) {
            return log2(windows + BLOCK_WINDOWS) + (value - top[0]) / scale;
        }
        int larger = 0;
        while (larger < known && top[larger] > rounded) {
            larger++;
        }
        // A value that came in many blocks is as frequent as they are.
        int same = larger;
        while (same < known && top[same] == rounded) {
            same++;
        }
        double bits = log2(windows / Math.max(larger + 1, same));
        return larger < known ? bits : Math.max(0, bits - (top[known - 1] - value) / scale);
    }

    /** Takes in a window of the present block. */
    void see(double value) {
        present = Math.max(present, (float) value);
        seen++;
        mean += (value - mean) / Math.min((double) seen, MEAN_WINDOWS);
    }

    /**
     * Ends the present block, and counts the one before it.
     *
     * @param counts whether that one is counted
     */
    void endBlock(boolean counts) {
        if (counts && previous > Float.NEGATIVE_INFINITY) {
            insert(young, previous);
            youngBlocks++;
            if (youngBlocks >= generationBlocks) {
                System.arraycopy(old, 0, oldest, 0, PEAKS);
                oldestBlocks = oldBlocks;
                System.arraycopy(young, 0, old, 0, PEAKS);
                Arrays.fill(young, Float.NEGATIVE_INFINITY);
                oldBlocks = youngBlocks;
                youngBlocks = 0;
                generationBlocks = Math.min(LONGEST_GENERATION_BLOCKS, 2 * generationBlocks);
            }
            fit();
        }
        previous = present;
        present = Float.NEGATIVE_INFINITY;
    }

    private void fit() {
        System.arraycopy(young, 0, top, 0, PEAKS);
        for (float peak : old) {
            insert(top, peak);
        }
        for (float peak : oldest) {
            insert(top, peak);
        }
        known = 0;
        while (known < PEAKS && top[known] > Float.NEGATIVE_INFINITY) {
            known++;
        }
        int last = Math.min(known, SPREAD_PEAKS) - 1;
        double excess = 0;
        for (int i = 0; i < last; i++) {
            excess += (top[i] - (double) top[last]) / last;
        }
        scale = Math.max(Math.max(leastScale, excess * LOG_2), scaleOfTheBulk());
    }

    /** The way from the mean to the record, for each bit of it; of an old series it says little. */
    private double scaleOfTheBulk() {
        int blocks = blocks();
        double way = top[0] - mean;
        double bits = log2(BLOCK_WINDOWS * (double) blocks);
        return way / bits * Math.min(1, YOUNG_BLOCKS / blocks);
    }

    private int blocks() {
        return youngBlocks + oldBlocks + oldestBlocks;
    }

    private static void insert(float[] peaks, float value) {
        int i = PEAKS;
        while (i > 0 && peaks[i - 1] < value) {
            i--;
        }
        if (i < PEAKS) {
            System.arraycopy(peaks, i, peaks, i + 1, PEAKS - 1 - i);
            peaks[i] = value;
        }
    }

    private static double log2(double x) {
        return StrictMath.log(x) / LOG_2;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(youngBlocks);
        out.writeInt(oldBlocks);
        out.writeInt(oldestBlocks);
        out.writeInt(generationBlocks);
        out.writeDouble(mean);
        out.writeLong(seen);
        out.writeFloat(previous);
        out.writeFloat(present);
        writePeaks(young, out);
        writePeaks(old, out);
        writePeaks(oldest, out);
    }

    void read(DataInput in) throws IOException {
        youngBlocks = in.readInt();
        oldBlocks = in.readInt();
        oldestBlocks = in.readInt();
        generationBlocks = in.readInt();
        mean = in.readDouble();
        seen = in.readLong();
        previous = in.readFloat();
        present = in.readFloat();
        readPeaks(young, in);
        readPeaks(old, in);
        readPeaks(oldest, in);
        fit();
    }

    private static void writePeaks(float[] peaks, DataOutput out) throws IOException {
        int used = 0;
        while (used < PEAKS && peaks[used] > Float.NEGATIVE_INFINITY) {
            used++;
        }
        out.writeByte(used);
        for (int i = 0; i < used; i++) {
            out.writeFloat(peaks[i]);
        }
    }

    private static void readPeaks(float[] peaks, DataInput in) throws IOException {
        int used = in.readUnsignedByte();
        if (used > PEAKS) {
            throw new IllegalArgumentException("anomaly snapshot is damaged: peaks=" + used);
        }
        for (int i = 0; i < used; i++) {
            peaks[i] = in.readFloat();
        }
    }
}

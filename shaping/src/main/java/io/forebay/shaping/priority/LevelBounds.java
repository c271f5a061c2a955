package io.forebay.shaping.priority;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts indexes in bytes into eight levels, where that costs the least waiting for what came lately.
 * Until enough has come, levels are spaced by factors of four. One thread.
 */
final class LevelBounds {
    static final int LEVELS = 8;

    /*
     * With strict priorities and no interruption, who is in a level waits a time proportional to
     * 1 / ((1 - a)(1 - b)), where a and b are the load of the levels before it without and with it
     * (Cobham 1954). An element's wait weighs its bytes over its index, which is the probability
     * that its burst ends with it. The bounds with the smallest sum of weights times waits are found
     * by dynamic programming over the bins that hold anything.
     */
    /** Serialized size. */
    static final int BYTES = 3 * Long.BYTES + tableBytes();

    private static final int HIGHEST = LEVELS - 1;

    /** Bins are quarters of a binary order of magnitude, from 256 bytes to 2^40. */
    private static final int BINS_PER_OCTAVE = 4;

    private static final int FIRST_OCTAVE = 8;
    private static final int BINS = (40 - FIRST_OCTAVE) * BINS_PER_OCTAVE;

    private static final long FEWEST_ELEMENTS = 64;

    /** Bounds are computed anew after so many elements at most; sooner at first. */
    private static final int INTERVAL = 512;

    /** The load that the bounds are made for; levels matter little when it is low. */
    private static final double LOAD = 0.9;

    /** After so many elements what was counted weighs half. */
    private static final int HALF_LIFE = 8192;

    /** Mantissas at which the quarters of an octave begin. */
    private static final double SECOND_QUARTER = 1.189207115002721;

    private static final double THIRD_QUARTER = 1.4142135623730951;
    private static final double FOURTH_QUARTER = 1.681792830507429;

    private static final long MOST_URGENT_BYTES = 4096;
    private static final long LEVEL_RATIO = 4;

    /** Middle of each bin, by its logarithm. */
    private static final double[] MIDDLES = new double[BINS];

    static {
        for (int i = 0; i < BINS; i++) {
            MIDDLES[i] = StrictMath.pow(2, FIRST_OCTAVE + (i + 0.5) / BINS_PER_OCTAVE);
        }
    }

    private final double[] binBytes = new double[BINS];
    private final byte[] levelOfBin = new byte[BINS];
    private long elements;
    private long sinceHalved;
    private long nextPlacement = FEWEST_ELEMENTS;
    private final int[] used = new int[BINS];
    private final double[] weightBelow = new double[BINS + 1];
    private final double[] waitBelow = new double[BINS + 1];
    private final double[][] cost = new double[LEVELS + 1][BINS + 1];
    private final int[][] start = new int[LEVELS + 1][BINS + 1];

    private static int tableBytes() {
        return BINS * Double.BYTES + BINS;
    }

    /** Level of an index, 0 to 7 for the smallest; what is not a number is the largest. */
    int levelOf(double indexBytes) {
        if (Double.isNaN(indexBytes)) {
            return 0;
        }
        return elements < FEWEST_ELEMENTS ? fixedLevel(indexBytes) : levelOfBin[binOf(indexBytes)];
    }

    private static int fixedLevel(double bytes) {
        long limit = MOST_URGENT_BYTES;
        for (int level = HIGHEST; level > 0; level--) {
            if (bytes <= limit) {
                return level;
            }
            limit *= LEVEL_RATIO;
        }
        return 0;
    }

    private static int binOf(double bytes) {
        if (!(bytes >= 1 << FIRST_OCTAVE)) {
            return 0;
        }
        int octave = Math.getExponent(bytes) - FIRST_OCTAVE;
        if (octave >= BINS / BINS_PER_OCTAVE) {
            return BINS - 1;
        }
        double mantissa = Math.scalb(bytes, -Math.getExponent(bytes));
        int quarter =
                mantissa < THIRD_QUARTER
                        ? (mantissa < SECOND_QUARTER ? 0 : 1)
                        : (mantissa < FOURTH_QUARTER ? 2 : 3);
        return octave * BINS_PER_OCTAVE + quarter;
    }

    /** Counts an element of this length that came with this index. */
    void learn(double indexBytes, long lengthBytes) {
        if (Double.isNaN(indexBytes)) {
            return;
        }
        binBytes[binOf(indexBytes)] += Math.max(1, lengthBytes);
        elements++;
        sinceHalved++;
        if (sinceHalved >= HALF_LIFE) {
            sinceHalved = 0;
            for (int i = 0; i < BINS; i++) {
                binBytes[i] *= 0.5;
            }
        }
        if (elements >= nextPlacement) {
            nextPlacement = elements + Math.min(INTERVAL, elements);
            place();
        }
    }

    private void place() {
        int count = 0;
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            if (binBytes[i] > 0) {
                used[count++] = i;
                sum += binBytes[i];
            }
        }
        double bytes = 0;
        waitBelow[0] = 1;
        for (int i = 0; i < count; i++) {
            int bin = used[i];
            bytes += binBytes[bin];
            weightBelow[i + 1] = weightBelow[i] + binBytes[bin] / MIDDLES[bin];
            waitBelow[i + 1] = 1 / (1 - LOAD * bytes / sum);
        }
        for (int end = 0; end <= count; end++) {
            cost[0][end] = end == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        for (int level = 1; level <= LEVELS; level++) {
            for (int end = 0; end <= count; end++) {
                findStart(level, end);
            }
        }
        assign(count);
    }

    /** The best place for a level to begin that ends before the used bin {@code end}. */
    private void findStart(int level, int end) {
        double best = cost[level - 1][end];
        int bestStart = end;
        for (int i = 0; i < end; i++) {
            double wait = waitBelow[i] * waitBelow[end];
            double sum = cost[level - 1][i] + (weightBelow[end] - weightBelow[i]) * wait;
            if (sum < best) {
                best = sum;
                bestStart = i;
            }
        }
        cost[level][end] = best;
        start[level][end] = bestStart;
    }

    /** Gives each bin its level; an unused one goes with the used one below it. */
    private void assign(int count) {
        int end = count;
        int above = BINS;
        for (int level = LEVELS; level >= 1; level--) {
            int begin = start[level][end];
            int firstBin = begin == 0 ? 0 : begin == count ? above : used[begin];
            Arrays.fill(levelOfBin, firstBin, above, (byte) (LEVELS - level));
            end = begin;
            above = firstBin;
        }
    }

    /** Adds what others counted, as after a change of parallelism. */
    void merge(LevelBounds... others) {
        for (LevelBounds other : others) {
            for (int i = 0; i < BINS; i++) {
                binBytes[i] += other.binBytes[i];
            }
            elements += other.elements;
        }
        nextPlacement = Math.max(FEWEST_ELEMENTS, elements);
        if (elements >= FEWEST_ELEMENTS) {
            place();
        }
    }

    void write(ByteBuffer out) {
        out.putLong(elements).putLong(sinceHalved).putLong(nextPlacement);
        for (double weight : binBytes) {
            out.putDouble(weight);
        }
        out.put(levelOfBin);
    }

    void read(ByteBuffer in) {
        elements = in.getLong();
        sinceHalved = in.getLong();
        nextPlacement = in.getLong();
        for (int i = 0; i < BINS; i++) {
            binBytes[i] = in.getDouble();
        }
        in.get(levelOfBin);
        for (byte level : levelOfBin) {
            if (level < 0 || level > HIGHEST) {
                throw new IllegalArgumentException("corrupt level bounds: level=" + level);
            }
        }
    }
}

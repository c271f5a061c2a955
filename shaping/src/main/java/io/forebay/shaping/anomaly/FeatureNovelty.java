package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How surprising the values of one feature are under the values counted so far: at once, and summed
 * up over windows that stay unusual. One thread.
 */
final class FeatureNovelty {
    private static final double TYPICAL_RATE = 1.0 / 200;

    /** Bits above the typical that a window may have without adding to the sum. */
    private static final double SLACK_BITS = 2;

    private static final double SUM_KEPT = 0.95;
    private static final double LARGEST_SUM_BITS = 64;

    /** Memory of an alarm fades with a time constant of this share of the windows seen. */
    private static final double MEMORY_SHARE = 0.12;

    private static final double LEAST_MEMORY_WINDOWS = 30;
    private static final double MOST_WINDOWS = 2000;

    private final double resolution;
    private final double[] warmUp;
    private int warmUpCount;
    private CellCounts aligned;
    private CellCounts shifted;
    private long windows;
    private double center;
    private double typicalBits;
    private double typicalMarginalBits;
    private double sumBits;
    private double memoryBits;
    private double marginalBits;
    private double windowBits;

    FeatureNovelty(int warmUpWindows, double resolution) {
        this.resolution = resolution;
        warmUp = new double[warmUpWindows];
    }

    boolean isWarm() {
        return aligned != null;
    }

    /** Usual value, on the feature's scale. */
    double center() {
        return center;
    }

    /**
     * Bits by which the value surprises more than values of this feature usually do, at once or
     * together with the windows before; 0 while warming up and for what is not a number.
     */
    double score(double value) {
        if (!isWarm() || !Double.isFinite(value)) {
            windowBits = typicalBits;
            marginalBits = typicalMarginalBits;
            return 0;
        }
        marginalBits = (aligned.marginalBits(value) + shifted.marginalBits(value)) / 2;
        double pairBits = (aligned.pairBits(value) + shifted.pairBits(value)) / 2;
        windowBits = (marginalBits + pairBits) / 2;
        double added = Math.min(marginalBits, pairBits) - typicalMarginalBits - SLACK_BITS;
        sumBits = Math.min(LARGEST_SUM_BITS, Math.max(0, SUM_KEPT * sumBits + added));
        return Math.max(windowBits - typicalBits, sumBits);
    }

    /** Whether a score stands out against the alarm last raised for this feature. */
    boolean standsOut(double scoreBits) {
        return scoreBits > memoryBits;
    }

    /** Notes that an alarm of this many bits was raised. */
    void remember(double scoreBits) {
        memoryBits = Math.max(memoryBits, scoreBits + 1);
    }

    /** Counts the value last scored, with a weight of 0 to 1. */
    void learn(double value, double weight) {
        fadeMemory();
        if (!Double.isFinite(value)) {
            return;
        }
        windows++;
        if (!isWarm()) {
            warmUp[warmUpCount++] = value;
            if (warmUpCount == warmUp.length) {
                fixGrids();
            }
            return;
        }
        center += weight * TYPICAL_RATE * (value - center);
        typicalBits += weight * TYPICAL_RATE * (windowBits - typicalBits);
        typicalMarginalBits += weight * TYPICAL_RATE * (marginalBits - typicalMarginalBits);
        aligned.learn(value, weight);
        shifted.learn(value, weight);
    }

    private void fadeMemory() {
        double constant =
                Math.max(
                        LEAST_MEMORY_WINDOWS,
                        MEMORY_SHARE * Math.min(MOST_WINDOWS, (double) windows));
        memoryBits -= memoryBits / constant;
    }

    private void fixGrids() {
        double[] sorted = warmUp.clone();
        Arrays.sort(sorted);
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        center = sorted[sorted.length / 2];
        double width = Math.max(resolution, (high - low) / CellGrid.INNER);
        double start = (low + high - width * CellGrid.INNER) / 2;
        aligned = new CellCounts(new CellGrid(start, width));
        shifted = new CellCounts(new CellGrid(start - width / 2, width));
        for (double value : warmUp) {
            aligned.learn(value, 1);
            shifted.learn(value, 1);
        }
        for (double value : warmUp) {
            double marginal = (aligned.marginalBits(value) + shifted.marginalBits(value)) / 2;
            typicalMarginalBits += marginal / warmUp.length;
        }
        typicalBits = typicalMarginalBits;
        windowBits = typicalBits;
        marginalBits = typicalMarginalBits;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(warmUpCount);
        out.writeLong(windows);
        out.writeDouble(memoryBits);
        if (!isWarm()) {
            for (int i = 0; i < warmUpCount; i++) {
                out.writeDouble(warmUp[i]);
            }
            return;
        }
        out.writeDouble(center);
        out.writeDouble(typicalBits);
        out.writeDouble(typicalMarginalBits);
        out.writeDouble(sumBits);
        aligned.write(out);
        shifted.write(out);
    }

    void read(DataInput in) throws IOException {
        warmUpCount = in.readInt();
        if (warmUpCount < 0 || warmUpCount > warmUp.length) {
            throw new IllegalArgumentException(
                    "snapshot of another warm-up: warmUpCount=" + warmUpCount);
        }
        windows = in.readLong();
        memoryBits = in.readDouble();
        if (warmUpCount < warmUp.length) {
            for (int i = 0; i < warmUpCount; i++) {
                warmUp[i] = in.readDouble();
            }
            return;
        }
        center = in.readDouble();
        typicalBits = in.readDouble();
        typicalMarginalBits = in.readDouble();
        sumBits = in.readDouble();
        aligned = CellCounts.read(in);
        shifted = CellCounts.read(in);
    }
}

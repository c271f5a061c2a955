package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The features of a function's traffic over the last few windows: each with the tail of its own
 * past. One thread.
 */
final class ScaleWatch {
    private static final Feature[] FEATURES = Feature.values();

    /** Shares of few, some and many elements are different things. */
    private static final int FEW = 16;

    private static final int MANY = 128;

    /** So are response times of short, medium and long elements. */
    private static final long SHORT_BYTES = 16 << 10;

    private static final long LONG_BYTES = 256 << 10;

    private static final int STRATA = 3;

    /** Windows before, in which elements may have come that are answered now. */
    private static final int ANSWER_WINDOWS = 2;

    private static final double CENTER_RATE = 1.0 / 200;

    private final int windows;
    private final BlockTail[][] tails = new BlockTail[FEATURES.length][];
    private final double[] centers = new double[FEATURES.length];
    private final long[] samples = new long[FEATURES.length];
    private final double[] values = new double[FEATURES.length];
    private final WindowFigures figures = new WindowFigures();

    /** Those and the windows before. */
    private final WindowFigures asked = new WindowFigures();

    private Feature worst = Feature.COUNT;
    private double worstBits;

    /**
     * @param windows that are summed up
     */
    ScaleWatch(int windows) {
        this.windows = windows;
        for (Feature feature : FEATURES) {
            var ofFeature = new BlockTail[feature.isShare() || feature.isResponse() ? STRATA : 1];
            for (int i = 0; i < ofFeature.length; i++) {
                ofFeature[i] = new BlockTail(feature.leastScale());
            }
            tails[feature.index()] = ofFeature;
        }
    }

    int windows() {
        return windows;
    }

    /** What was last judged. */
    WindowFigures figures() {
        return figures;
    }

    /** Bits of the worst feature. */
    double worstBits() {
        return worstBits;
    }

    /**
     * The worst feature.
     *
     * @param scoreBits that count for it
     */
    Finding finding(double scoreBits, HeadBits usual) {
        return new Finding(
                worst, windows, scoreBits, worst.quantity(figures), expected(worst, usual));
    }

    /** Usual quantity of so many windows. */
    double expected(Feature feature, HeadBits usual) {
        return feature.isHead()
                ? usual.expected(feature.index())
                : feature.fromScale(centers[feature.index()]);
    }

    /**
     * Judges the last windows; when the last one has no elements, only how they were answered.
     *
     * @param usual bits of the heads
     */
    void judge(RecentWindows recent, HeadBits usual) {
        recent.sum(windows, figures);
        recent.sum(Math.min(windows + ANSWER_WINDOWS, RecentWindows.MOST_WINDOWS), asked);
        boolean isActive = recent.last().count > 0;
        worstBits = 0;
        worst = Feature.COUNT;
        for (Feature feature : FEATURES) {
            int i = feature.index();
            double expected = feature.isHead() ? usual.expected(i) : 0;
            values[i] =
                    isActive || feature.isResponse()
                            ? feature.scaled(figures, expected)
                            : Feature.NONE;
            if (!Double.isFinite(values[i])) {
                continue;
            }
            double bits = tails[i][stratum(feature)].bits(values[i]);
            if (feature.isHead()) {
                // Under a true model an excess of b bits has a probability of at most 2^-b.
                bits = Math.min(bits, Math.max(0, feature.excessBits(figures, expected)));
            }
            if (bits > worstBits) {
                worst = feature;
                worstBits = bits;
            }
        }
    }

    /** Learns what was last judged. */
    void learn(double weight) {
        for (Feature feature : FEATURES) {
            int i = feature.index();
            if (!Double.isFinite(values[i])) {
                continue;
            }
            samples[i]++;
            double rate = Math.max(CENTER_RATE, 1.0 / samples[i]);
            centers[i] += weight * rate * (values[i] - centers[i]);
            tails[i][stratum(feature)].see(values[i]);
        }
    }

    /**
     * Ends a block of windows.
     *
     * @param counts whether the one before it is taken for normal
     */
    void endBlock(boolean counts) {
        for (BlockTail[] ofFeature : tails) {
            for (BlockTail tail : ofFeature) {
                tail.endBlock(counts);
            }
        }
    }

    private int stratum(Feature feature) {
        if (feature.isShare()) {
            return figures.count < FEW ? 0 : figures.count < MANY ? 1 : 2;
        }
        if (feature.isResponse()) {
            WindowFigures of = figures.completions > figures.count ? asked : figures;
            if (of.count == 0 || of.bytes < SHORT_BYTES * of.count) {
                return 0;
            }
            return of.bytes < LONG_BYTES * of.count ? 1 : 2;
        }
        return 0;
    }

    void write(DataOutput out) throws IOException {
        for (Feature feature : FEATURES) {
            out.writeDouble(centers[feature.index()]);
            out.writeLong(samples[feature.index()]);
            for (BlockTail tail : tails[feature.index()]) {
                tail.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        for (Feature feature : FEATURES) {
            centers[feature.index()] = in.readDouble();
            samples[feature.index()] = in.readLong();
            for (BlockTail tail : tails[feature.index()]) {
                tail.read(in);
            }
        }
    }
}

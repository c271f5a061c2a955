package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The features of a function's traffic, summed up over a number of windows. One thread.
 *
 * <p>Windows are gathered in blocks that begin at multiples of their number; a block without
 * elements is not judged.
 */
final class ScaleWatch {
    private static final Feature[] FEATURES = Feature.values();

    private final int windows;
    private final StreamNovelty[] streams = new StreamNovelty[FEATURES.length];
    private final WindowFigures figures = new WindowFigures();
    private long block = Long.MIN_VALUE;
    private Feature worst = Feature.COUNT;
    private double worstBits;
    private double worstObserved;
    private double worstExpected;
    private boolean isJudged;

    /**
     * @param windows of a block
     * @param warmUpSamples blocks that fix what is counted
     */
    ScaleWatch(int windows, int warmUpSamples) {
        this.windows = windows;
        for (Feature feature : FEATURES) {
            streams[feature.index()] =
                    new StreamNovelty(
                            warmUpSamples, feature.isModelled(), feature.isJudgedBothWays());
        }
    }

    int windows() {
        return windows;
    }

    WindowFigures figures() {
        return figures;
    }

    /** Bits of the worst feature of the block last judged. */
    double worstBits() {
        return worstBits;
    }

    /**
     * The worst feature of the block last judged.
     *
     * @param scoreBits that count for it
     */
    Finding finding(double scoreBits) {
        return new Finding(worst, windows, scoreBits, worstObserved, worstExpected);
    }

    /** Usual quantity of a block. */
    double expected(Feature feature, HeadBits usual) {
        return feature.isHead()
                ? usual.expected(feature.index())
                : feature.fromScale(streams[feature.index()].center());
    }

    void remember(Feature feature, double bits) {
        streams[feature.index()].memory().remember(bits);
    }

    /** Whether a window begins a new block. */
    boolean begins(long window) {
        return Math.floorDiv(window, (long) windows) != block;
    }

    /** Begins the block of a window, empty. */
    void begin(long window) {
        block = Math.floorDiv(window, (long) windows);
        figures.clear();
    }

    /**
     * Judges what was gathered.
     *
     * @param usual bits of the heads
     * @param standingOut whether only what stands out against earlier alarms counts
     */
    void judge(HeadBits usual, boolean standingOut) {
        worstBits = 0;
        worst = Feature.COUNT;
        isJudged = figures.count > 0;
        if (!isJudged) {
            return;
        }
        for (Feature feature : FEATURES) {
            double expected = feature.isHead() ? usual.expected(feature.index()) : 0;
            StreamNovelty stream = streams[feature.index()];
            double bits = stream.score(feature.scaled(figures, expected));
            if (feature.isHead()) {
                // Under a true model an excess of b bits has a probability of at most 2^-b.
                bits = Math.min(bits, Math.max(0, feature.excessBits(figures, expected)));
            }
            if (bits > worstBits && (!standingOut || stream.memory().standsOut(bits))) {
                worst = feature;
                worstBits = bits;
            }
        }
        worstObserved = worst.quantity(figures);
        worstExpected = expected(worst, usual);
    }

    /** Learns what was last judged. */
    void learn(double weight) {
        if (!isJudged) {
            return;
        }
        for (StreamNovelty stream : streams) {
            stream.learn(weight);
        }
        isJudged = false;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(block);
        figures.write(out);
        for (StreamNovelty stream : streams) {
            stream.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        block = in.readLong();
        figures.read(in);
        for (StreamNovelty stream : streams) {
            stream.read(in);
        }
    }
}

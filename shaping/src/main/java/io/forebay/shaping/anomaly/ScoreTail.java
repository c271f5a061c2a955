package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How rare a number is among those a series had so far: their share where there are enough, beyond
 * them an exponential tail through the largest (peaks over a threshold, Pickands 1975; on streams
 * Siffer et al. 2017). On a logarithmic scale that is the tail of a power law. Makes numbers of
 * series with heavy and light tails mean the same. One thread.
 */
final class ScoreTail {
    private static final int BINS = 256;

    /** Numbers that must have been seen before any is called rare. */
    private static final double LEAST_SCORES = 50;

    /** The tail begins where this share, and so many numbers, lie above. */
    private static final double TAIL_SHARE = 0.02;

    private static final double TAIL_SCORES = 10;

    /** Numbers of the lightest tail that are thought to be there before any was seen. */
    private static final double PRIOR_SCORES = 5;

    /** Numbers after which all counts are halved. */
    private static final double MOST_SCORES = 1 << 20;

    private static final double LOG_2 = StrictMath.log(2);

    private final float[] scores = new float[BINS];
    private final double binsPerUnit;
    private final double leastExcess;
    private double total;

    /**
     * @param binsPerUnit how finely numbers are told apart, up to 256 bins
     * @param leastExcess mean by which numbers of the lightest tail exceed its beginning
     */
    ScoreTail(double binsPerUnit, double leastExcess) {
        this.binsPerUnit = binsPerUnit;
        this.leastExcess = leastExcess;
    }

    /** Code length of a number this high or higher, in bits. */
    double bits(double score) {
        if (total < LEAST_SCORES) {
            return 0;
        }
        double wanted = Math.max(TAIL_SCORES, TAIL_SHARE * total);
        double above = 0;
        double sum = 0;
        int bin = BINS;
        while (bin > 0 && above + scores[bin - 1] <= wanted) {
            bin--;
            above += scores[bin];
            sum += scores[bin] * middle(bin);
        }
        double threshold = bin / binsPerUnit;
        if (score < threshold || above < 1) {
            return -log2((countFrom(binOf(score)) + 1) / (total + 1));
        }
        double excess =
                Math.max(
                        leastExcess,
                        (sum - above * threshold + PRIOR_SCORES * leastExcess)
                                / (above + PRIOR_SCORES));
        return log2(total / above) + (score - threshold) / excess / LOG_2;
    }

    /** Counts a number with a weight of 0 to 1. */
    void add(double score, double weight) {
        scores[binOf(score)] += (float) weight;
        total += weight;
        if (total > MOST_SCORES) {
            total = 0;
            for (int i = 0; i < BINS; i++) {
                scores[i] /= 2;
                total += scores[i];
            }
        }
    }

    private double countFrom(int bin) {
        double count = 0;
        for (int i = bin; i < BINS; i++) {
            count += scores[i];
        }
        return count;
    }

    private int binOf(double score) {
        return (int) Math.max(0, Math.min(BINS - 1, score * binsPerUnit));
    }

    private double middle(int bin) {
        return (bin + 0.5) / binsPerUnit;
    }

    private static double log2(double x) {
        return StrictMath.log(x) / LOG_2;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(total);
        int used = 0;
        for (float count : scores) {
            used += count > 0 ? 1 : 0;
        }
        out.writeShort(used);
        for (int i = 0; i < BINS; i++) {
            if (scores[i] > 0) {
                out.writeByte(i);
                out.writeFloat(scores[i]);
            }
        }
    }

    void read(DataInput in) throws IOException {
        total = in.readDouble();
        int used = in.readUnsignedShort();
        for (int i = 0; i < used; i++) {
            scores[in.readUnsignedByte()] = in.readFloat();
        }
    }
}

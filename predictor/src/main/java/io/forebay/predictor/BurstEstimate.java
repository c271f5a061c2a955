package io.forebay.predictor;

import java.util.Arrays;

/**
 * How many bytes of a burst are still to come: a distribution with its mean, filled in by {@link
 * FunctionModel#remainingBurst}. Reused from call to call; one thread.
 *
 * <p>Class 0 is nothing more, class k from 1 is 2^(k-1) to below 2^k bytes. Within a class the
 * logarithm of the bytes is taken as uniform.
 */
public final class BurstEstimate {
    /** Classes of remaining bytes; the last has everything from 2^39. */
    public static final int CLASSES = 41;

    /** Mean bytes of a class, where the logarithm is uniform. */
    private static final double[] MEANS = new double[CLASSES];

    static {
        for (int i = 1; i < CLASSES; i++) {
            MEANS[i] = lowest(i) / StrictMath.log(2);
        }
    }

    private final double[] probabilities = new double[CLASSES];
    private double meanBytes;

    /** Makes one that expects nothing. */
    public BurstEstimate() {
        probabilities[0] = 1;
    }

    /** The class of a number of bytes; below one counts as nothing. */
    public static int classOf(double bytes) {
        if (!(bytes >= 1)) {
            return 0;
        }
        return Math.min(CLASSES - 1, Math.getExponent(bytes) + 1);
    }

    /** Expected bytes, at least 0. */
    public double meanBytes() {
        return meanBytes;
    }

    /** Probability of a class, 0 to {@link #CLASSES} - 1; they sum to 1. */
    public double probability(int bytesClass) {
        return probabilities[bytesClass];
    }

    /** Probability that at most this many bytes are to come. */
    public double probabilityAtMost(double bytes) {
        if (!(bytes >= 0)) {
            return 0;
        }
        int last = classOf(bytes);
        double sum = 0;
        for (int i = 0; i < last; i++) {
            sum += probabilities[i];
        }
        double share =
                last == 0
                        ? 1
                        : Math.min(1, StrictMath.log(bytes / lowest(last)) / StrictMath.log(2));
        return Math.min(1, sum + share * probabilities[last]);
    }

    /**
     * The bytes that are not exceeded with this probability.
     *
     * @throws IllegalArgumentException when the probability is not from 0 to 1
     */
    public double quantileBytes(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "a probability is from 0 to 1: probability=" + probability);
        }
        double below = 0;
        int last = 0;
        for (int i = 0; i < CLASSES; i++) {
            if (probabilities[i] > 0) {
                last = i;
                if (below + probabilities[i] >= probability) {
                    break;
                }
                below += probabilities[i];
            }
        }
        if (last == 0) {
            return 0;
        }
        double share = Math.min(1, Math.max(0, (probability - below) / probabilities[last]));
        return lowest(last) * StrictMath.pow(2, share);
    }

    private static double lowest(int bytesClass) {
        return Math.scalb(1.0, bytesClass - 1);
    }

    /** Mean of the bytes of a class, 0 to {@link #CLASSES} - 1. */
    public static double classMeanBytes(int bytesClass) {
        return MEANS[bytesClass];
    }

    /** Expects nothing more, for certain. */
    public void setNothing() {
        Arrays.fill(probabilities, 0);
        probabilities[0] = 1;
        meanBytes = 0;
    }

    /**
     * Takes weights, and makes them sum to 1; without any, nothing is expected.
     *
     * @param weights of class 0, then of the classes from 1 + {@code shift} on; all others have
     *     none
     */
    void set(double[] weights, int shift) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (!(sum > 0)) {
            setNothing();
            return;
        }
        Arrays.fill(probabilities, 0);
        probabilities[0] = weights[0] / sum;
        meanBytes = 0;
        for (int i = 1; i < weights.length; i++) {
            double probability = weights[i] / sum;
            probabilities[shift + i] = probability;
            meanBytes += probability * MEANS[shift + i];
        }
    }
}

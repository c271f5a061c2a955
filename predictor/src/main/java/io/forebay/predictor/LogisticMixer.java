package io.forebay.predictor;

import java.util.Arrays;

/**
 * Weighted sums of log-odds, one set of weights per selector, learned by gradient descent on the
 * coding cost. Weights stay within a fixed bound. Shared by the functions of a device.
 */
final class LogisticMixer {
    private static final float WEIGHT_BOUND = 8f;
    private static final int COUNT_LIMIT = 1 << 20;

    private final int inputs;
    private final float initialWeight;
    private final float firstRate;
    private final float lastRate;
    private final float[] weights;
    private final int[] counts;

    LogisticMixer(int selectors, int inputs, float initialWeight, float firstRate, float lastRate) {
        this.inputs = inputs;
        this.initialWeight = initialWeight;
        this.firstRate = firstRate;
        this.lastRate = lastRate;
        weights = new float[selectors * inputs];
        counts = new int[selectors];
        Arrays.fill(weights, initialWeight);
    }

    /** Log-odds of the mixture, within the limit of {@link Logistic}. */
    float mix(int selector, float[] in) {
        float sum = Vectors.dot(weights, selector * inputs, in, 0, inputs);
        return Math.max(-Logistic.LIMIT, Math.min(Logistic.LIMIT, sum));
    }

    /** Learns from {@code error}, the bit that came minus the probability this mixer gave it. */
    void update(int selector, float[] in, float error) {
        int n = counts[selector];
        if (n < COUNT_LIMIT) {
            counts[selector] = n + 1;
        }
        float step = Math.max(lastRate, firstRate / (1f + n * 0.02f)) * error;
        float[] w = weights;
        int base = selector * inputs;
        for (int i = 0; i < inputs; i++) {
            float moved = w[base + i] + step * in[i];
            w[base + i] = Math.max(-WEIGHT_BOUND, Math.min(WEIGHT_BOUND, moved));
        }
    }

    /** Sets this mixer to the weighted average of others; the counts to the largest. */
    void average(LogisticMixer[] others, double[] shares) {
        float[][] sources = new float[others.length][];
        for (int k = 0; k < others.length; k++) {
            sources[k] = others[k].weights;
        }
        Averages.weighted(sources, shares, weights);
        for (int i = 0; i < counts.length; i++) {
            counts[i] = 0;
            for (LogisticMixer other : others) {
                counts[i] = Math.max(counts[i], other.counts[i]);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.putFloats(weights, initialWeight);
        out.putInts(counts);
    }

    void read(SnapshotReader in) {
        in.getFloats(weights, initialWeight);
        in.getInts(counts);
    }
}

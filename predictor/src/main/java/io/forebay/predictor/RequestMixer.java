package io.forebay.predictor;

import java.util.Arrays;

/**
 * Mixes predictions in the logistic domain as the PAQ family does (Mahoney, 2005): three weighted
 * sums of the same inputs, each with weights chosen by a context of its own, and a weighted sum of
 * the three. Weights learn by gradient descent on the coding cost, at a rate that falls from set to
 * set's own use, and are brought back within a fixed bound every so often. Shared by the functions
 * of a device.
 */
final class RequestMixer {
    static final int SETS = 3;

    private static final float INITIAL_WEIGHT = 0.15f;
    private static final float FIRST_RATE = 0.08f;
    private static final float LAST_RATE = 0.005f;
    private static final float RATE_DECAY = 0.02f;
    private static final float FINAL_RATE = 0.0005f;
    private static final float WEIGHT_BOUND = 8f;

    /** Errors below this teach nothing: most decisions are certain, and cost no time then. */
    private static final float LEAST_ERROR = 0.01f;

    private static final int COUNT_LIMIT = 1 << 20;

    /** Uses of a set of weights after which they are brought back within their bound. */
    private static final int BOUND_INTERVAL = 64;

    /** Rates by uses so far, until they have fallen to the last. */
    private static final float[] RATES =
            new float[(int) ((FIRST_RATE / LAST_RATE - 1) / RATE_DECAY)];

    static {
        for (int n = 0; n < RATES.length; n++) {
            RATES[n] = FIRST_RATE / (1f + n * RATE_DECAY);
        }
    }

    private final int inputs;
    private final float[][] weights = new float[SETS][];
    private final int[][] counts = new int[SETS][];
    private final float[] finalWeights;

    /** Of the decision mixed last. */
    private final int[] chosen = new int[SETS];

    private final float[] sums = new float[SETS];
    private int finalRow;
    private float mixed;

    /**
     * @param selectors contexts of each of the three sets
     * @param finalSelectors contexts of the final sum
     */
    RequestMixer(int inputs, int[] selectors, int finalSelectors) {
        this.inputs = inputs;
        for (int set = 0; set < SETS; set++) {
            weights[set] = new float[selectors[set] * inputs];
            counts[set] = new int[selectors[set]];
            Arrays.fill(weights[set], INITIAL_WEIGHT);
        }
        finalWeights = new float[finalSelectors * SETS];
        Arrays.fill(finalWeights, 1f / SETS);
    }

    /** Log-odds of the mixture of {@code in} under three contexts and a final one. */
    float mix(ActiveInputs in, int first, int second, int third, int last) {
        chosen[0] = first;
        chosen[1] = second;
        chosen[2] = third;
        int base0 = first * inputs;
        int base1 = second * inputs;
        int base2 = third * inputs;
        float[] w0 = weights[0];
        float[] w1 = weights[1];
        float[] w2 = weights[2];
        int[] index = in.index;
        float[] logOdds = in.logOdds;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        for (int i = 0; i < in.count; i++) {
            int input = index[i];
            float x = logOdds[i];
            sum0 += w0[base0 + input] * x;
            sum1 += w1[base1 + input] * x;
            sum2 += w2[base2 + input] * x;
        }
        sums[0] = Logistic.clip(sum0);
        sums[1] = Logistic.clip(sum1);
        sums[2] = Logistic.clip(sum2);
        finalRow = last * SETS;
        mixed =
                Logistic.clip(
                        finalWeights[finalRow] * sums[0]
                                + finalWeights[finalRow + 1] * sums[1]
                                + finalWeights[finalRow + 2] * sums[2]);
        return mixed;
    }

    /** Learns the bit that came where {@link #mix} was asked last, with the same inputs. */
    void learn(ActiveInputs in, int bit) {
        float error = bit - Logistic.squash(mixed);
        if (error < LEAST_ERROR && error > -LEAST_ERROR) {
            return;
        }
        float finalStep = error * FINAL_RATE;
        for (int set = 0; set < SETS; set++) {
            finalWeights[finalRow + set] =
                    Logistic.bounded(
                            finalWeights[finalRow + set] + finalStep * sums[set], WEIGHT_BOUND);
        }
        float step0 = (bit - Logistic.squash(sums[0])) * rate(0);
        float step1 = (bit - Logistic.squash(sums[1])) * rate(1);
        float step2 = (bit - Logistic.squash(sums[2])) * rate(2);
        int base0 = chosen[0] * inputs;
        int base1 = chosen[1] * inputs;
        int base2 = chosen[2] * inputs;
        float[] w0 = weights[0];
        float[] w1 = weights[1];
        float[] w2 = weights[2];
        int[] index = in.index;
        float[] logOdds = in.logOdds;
        for (int i = 0; i < in.count; i++) {
            int input = index[i];
            float x = logOdds[i];
            w0[base0 + input] += step0 * x;
            w1[base1 + input] += step1 * x;
            w2[base2 + input] += step2 * x;
        }
    }

    private void bound(float[] row, int base) {
        for (int i = base; i < base + inputs; i++) {
            row[i] = Logistic.bounded(row[i], WEIGHT_BOUND);
        }
    }

    private float rate(int set) {
        int selector = chosen[set];
        int n = counts[set][selector];
        counts[set][selector] = n + 1 < COUNT_LIMIT ? n + 1 : COUNT_LIMIT - BOUND_INTERVAL;
        if (n % BOUND_INTERVAL == 0) {
            bound(weights[set], selector * inputs);
        }
        return n < RATES.length ? RATES[n] : LAST_RATE;
    }

    /** Sets this mixer to the weighted average of others; the counts to the largest. */
    void average(RequestMixer[] others, double[] shares) {
        var sources = new float[others.length][];
        for (int set = 0; set < SETS; set++) {
            for (int k = 0; k < others.length; k++) {
                sources[k] = others[k].weights[set];
            }
            Averages.weighted(sources, shares, weights[set]);
            for (int i = 0; i < counts[set].length; i++) {
                counts[set][i] = 0;
                for (RequestMixer other : others) {
                    counts[set][i] = Math.max(counts[set][i], other.counts[set][i]);
                }
            }
        }
        for (int k = 0; k < others.length; k++) {
            sources[k] = others[k].finalWeights;
        }
        Averages.weighted(sources, shares, finalWeights);
    }

    void write(SnapshotWriter out) {
        for (int set = 0; set < SETS; set++) {
            out.putFloats(weights[set], INITIAL_WEIGHT);
            out.putInts(counts[set]);
        }
        out.putFloats(finalWeights, 1f / SETS);
    }

    void read(SnapshotReader in) {
        for (int set = 0; set < SETS; set++) {
            in.getFloats(weights[set], INITIAL_WEIGHT);
            in.getInts(counts[set]);
        }
        in.getFloats(finalWeights, 1f / SETS);
    }
}

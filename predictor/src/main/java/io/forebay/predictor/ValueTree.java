package io.forebay.predictor;

import java.util.Arrays;

/**
 * The distribution of a window's demand over {@link ValueClasses}: first whether it is 0, then the
 * bits of its class from the highest. Each decision mixes, in the logistic domain with learned
 * weights, adaptive probabilities of several contexts and the {@link WindowNetwork}'s.
 *
 * <p>A context may have a reference class: its probabilities are then kept by the distance of a
 * decision's split from it, so that what was learned at one level of demand holds at another. One
 * thread.
 */
final class ValueTree {
    static final int CONTEXTS = 5;

    /** No reference class. */
    static final int ABSOLUTE = -1;

    private static final int INPUTS = CONTEXTS + 2;
    private static final double NATS_PER_BIT = StrictMath.log(2);
    private static final int SLOTS = 512;
    private static final int NETWORK_NODES = 16;
    private static final int NETWORK_ROW = WindowNetwork.UNITS + 1;
    private static final int EVEN = 1 << 15;
    private static final int EDGE = 32;
    private static final int FARTHEST = 12;

    /** Where the places of decisions relative to a reference begin, clear of the nodes. */
    private static final int RELATIVE = 2 * ValueClasses.COUNT + FARTHEST;

    private static final int DEPTH_PLACES = ValueClasses.COUNT;

    private static final float BIAS = 0.3f;
    private static final float FIRST_WEIGHT = 0.2f;
    private static final float WEIGHT_BOUND = 4f;
    private static final float FIRST_RATE = 0.1f;
    private static final float LAST_RATE = 0.005f;
    private static final float NETWORK_RATE = 0.05f;
    private static final float NETWORK_LIMIT = 8f;
    private static final float MEAN_RATE = 1f / 16;

    /** Windows that a probability remembers; the second context's is quick. */
    private static final int LONGEST = 60;

    private static final int QUICK_CONTEXT = 1;
    private static final int QUICK = 6;

    private static final float[] FRESH_MEANS = new float[ValueClasses.COUNT];

    static {
        for (int c = 0; c < ValueClasses.COUNT; c++) {
            FRESH_MEANS[c] = (float) ValueClasses.lowest(c);
        }
    }

    private final char[] probabilities = new char[SLOTS];
    private final byte[] counts = new byte[SLOTS];
    private final float[] weights = new float[(1 + ValueClasses.BITS) * INPUTS];
    private final char[] weightUpdates = new char[1 + ValueClasses.BITS];
    private final float[] outputs = new float[NETWORK_NODES * NETWORK_ROW];

    /** Running mean of the values of a class. */
    private final float[] means = new float[ValueClasses.COUNT];

    private int highestClass;

    /** Rows of the contexts and their reference classes; set by the owner before each use. */
    final int[] rows = new int[CONTEXTS];

    final int[] references = new int[CONTEXTS];

    private final float[] in = new float[INPUTS];
    private final int[] slots = new int[CONTEXTS];

    /** Decisions on the way to the last quantile: those of the next begin alike. */
    private final int[] pathNodes = new int[1 + ValueClasses.BITS];

    private final float[] pathProbabilities = new float[1 + ValueClasses.BITS];

    /** Null where the network is left out. */
    private final WindowNetwork network;

    private float networkLogOdds;

    ValueTree(WindowNetwork network) {
        this.network = network;
        Arrays.fill(probabilities, (char) EVEN);
        Arrays.fill(weights, FIRST_WEIGHT);
        System.arraycopy(FRESH_MEANS, 0, means, 0, means.length);
    }

    /** Probability that the next value is 0. */
    double zeroProbability() {
        Arrays.fill(pathNodes, 0);
        return 1 - probabilityOfOne(0, 0);
    }

    /**
     * The level's quantile of the next value; never above the largest class seen. To be asked after
     * {@link #zeroProbability}, with nothing learned in between.
     */
    double quantile(double level, double zeroProbability) {
        if (level <= zeroProbability) {
            return 0;
        }
        double rest = (level - zeroProbability) / (1 - zeroProbability);
        int node = 1;
        for (int depth = 1; depth <= ValueClasses.BITS; depth++) {
            if (pathNodes[depth] != node) {
                pathNodes[depth] = node;
                pathProbabilities[depth] = probabilityOfOne(node, depth);
            }
            double lower = 1 - pathProbabilities[depth];
            boolean low = rest <= lower;
            rest = low ? rest / lower : (rest - lower) / (1 - lower);
            node = node * 2 + (low ? 0 : 1);
        }
        int valueClass = node - ValueClasses.COUNT;
        return valueClass > highestClass
                ? means[highestClass]
                : within(valueClass, Math.max(0, Math.min(1, rest)));
    }

    /** Half of a class's values lie below its mean. */
    private double within(int valueClass, double share) {
        double lowest = ValueClasses.lowest(valueClass);
        double end = ValueClasses.end(valueClass);
        double mean = means[valueClass];
        if (end - lowest <= 1 || mean >= end) {
            return mean;
        }
        return share < 0.5
                ? lowest + (mean - lowest) * 2 * share
                : mean + (end - mean) * (2 * share - 1);
    }

    /** Learns from the value that came; returns the bits its class had cost. */
    double learn(double value) {
        int valueClass = ValueClasses.of(value);
        highestClass = Math.max(highestClass, valueClass);
        double given = learn(0, 0, valueClass > 0 ? 1 : 0);
        if (valueClass > 0) {
            int node = 1;
            for (int depth = 1; depth <= ValueClasses.BITS; depth++) {
                int bit = valueClass >>> (ValueClasses.BITS - depth) & 1;
                given *= learn(node, depth, bit);
                node = node * 2 + bit;
            }
        }
        means[valueClass] += ((float) value - means[valueClass]) * MEAN_RATE;
        return -StrictMath.log(given) / NATS_PER_BIT;
    }

    /** Returns the probability the bit had. */
    private double learn(int node, int depth, int bit) {
        float p = probabilityOfOne(node, depth);
        learnWeights(depth, bit - p);
        if (network != null && node < NETWORK_NODES) {
            learnNetwork(node, bit - Logistic.squash(networkLogOdds));
        }
        for (int c = 0; c < CONTEXTS; c++) {
            int slot = slots[c];
            int n = counts[slot];
            if (n < (c == QUICK_CONTEXT ? QUICK : LONGEST)) {
                counts[slot]++;
            }
            int before = probabilities[slot];
            int target = bit == 1 ? Character.MAX_VALUE : 0;
            int moved = before + (int) ((target - before) / (n + 1.5f));
            probabilities[slot] =
                    (char) Math.max(EDGE, Math.min(Character.MAX_VALUE - EDGE, moved));
        }
        return bit == 1 ? p : 1 - (double) p;
    }

    private void learnWeights(int depth, float error) {
        int n = weightUpdates[depth];
        if (n < Character.MAX_VALUE) {
            weightUpdates[depth]++;
        }
        float step = Math.max(LAST_RATE, FIRST_RATE / (1f + n * 0.02f)) * error;
        int at = depth * INPUTS;
        for (int i = 0; i < INPUTS; i++) {
            float moved = weights[at + i] + step * in[i];
            weights[at + i] = Math.max(-WEIGHT_BOUND, Math.min(WEIGHT_BOUND, moved));
        }
    }

    private void learnNetwork(int node, float error) {
        int row = node * NETWORK_ROW;
        for (int unit = 0; unit < WindowNetwork.UNITS; unit++) {
            network.gradient[unit] += error * outputs[row + unit];
            outputs[row + unit] += NETWORK_RATE * error * network.hidden[unit];
        }
        outputs[row + WindowNetwork.UNITS] += NETWORK_RATE * error;
    }

    private float probabilityOfOne(int node, int depth) {
        int split = split(node, depth);
        for (int c = 0; c < CONTEXTS; c++) {
            int slot = slot(c, node, depth, split);
            slots[c] = slot;
            in[c] = counts[slot] == 0 ? 0 : Logistic.stretch(probabilities[slot] >>> 4);
        }
        networkLogOdds = 0;
        if (network != null && node < NETWORK_NODES) {
            int row = node * NETWORK_ROW;
            float sum =
                    outputs[row + WindowNetwork.UNITS]
                            + Vectors.dot(outputs, row, network.hidden, 0, WindowNetwork.UNITS);
            networkLogOdds = Math.max(-NETWORK_LIMIT, Math.min(NETWORK_LIMIT, sum));
        }
        in[CONTEXTS] = networkLogOdds;
        in[CONTEXTS + 1] = BIAS;
        return Logistic.squash(Vectors.dot(weights, depth * INPUTS, in, 0, INPUTS));
    }

    /** The class from which on a node's decision is 1. */
    private static int split(int node, int depth) {
        return depth == 0
                ? 1
                : (2 * (node - (1 << (depth - 1))) + 1) << (ValueClasses.BITS - depth);
    }

    private int slot(int context, int node, int depth, int split) {
        int reference = references[context];
        int place = node;
        if (reference != ABSOLUTE) {
            int distance = depth == 0 ? reference / 2 : split - reference;
            int bounded = depth == 0 ? distance : Math.max(-FARTHEST, Math.min(FARTHEST, distance));
            place = RELATIVE + depth * DEPTH_PLACES + bounded;
        }
        int hash = (rows[context] + place * 0x9E3779B1) * 0x85EBCA6B;
        return (hash ^ hash >>> 15) & (SLOTS - 1);
    }

    void write(SnapshotWriter out) {
        out.putChars(probabilities);
        out.putBytes(counts);
        out.putFloats(weights, FIRST_WEIGHT);
        out.putChars(weightUpdates);
        out.putFloats(outputs);
        out.putFloats(means, FRESH_MEANS);
        out.putInt(highestClass);
    }

    void read(SnapshotReader in) {
        in.getChars(probabilities);
        in.getBytes(counts);
        in.getFloats(weights, FIRST_WEIGHT);
        in.getChars(weightUpdates);
        in.getFloats(outputs);
        in.getFloats(means, FRESH_MEANS);
        highestClass =
                Snapshots.requireRange("highest class", in.getInt(), 0, ValueClasses.COUNT - 1);
    }
}

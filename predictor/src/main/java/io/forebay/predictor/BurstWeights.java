package io.forebay.predictor;

import java.util.Arrays;
import java.util.List;

/**
 * What the burst models of a device's functions share: how much each context is worth by how often
 * it was seen, and how bursts go on in general, by the bytes they have, for a function that is new.
 * One thread for a device and its functions.
 */
public final class BurstWeights {
    /** Contexts that are mixed. */
    static final int CONTEXTS = 6;

    private static final int CLASSES = BurstTable.CLASSES;
    private static final int CONFIDENCES = 9;
    private static final float LEAST = 0.05f;
    private static final float MOST = 20f;
    private static final float RATE = 0.01f;
    private static final float MOST_RATIO = 8f;

    /** Counts that the general histogram of a class remembers. */
    private static final float MEMORY = 256f;

    /** How bursts go on by the class of their bytes so far, before anything is known. */
    private static final double[][] GUESSES = new double[CLASSES][];

    static {
        for (int soFar = 0; soFar < CLASSES; soFar++) {
            GUESSES[soFar] = guessesAfter(soFar);
        }
    }

    private final float[] weights = new float[CONTEXTS * CONFIDENCES];
    private final float[] general = new float[CLASSES * CLASSES];
    private final float[] generalTotals = new float[CLASSES];

    /** Scratch of the functions' models: the mixture, and what each context said. */
    final double[] mixture = new double[CLASSES];

    final double[][] expert = new double[CONTEXTS][CLASSES];
    final int[] confidence = new int[CONTEXTS];

    BurstWeights() {
        Arrays.fill(weights, 1f);
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown, the tables are of other
     *     sizes, or the snapshot is cut short or corrupt
     */
    public static BurstWeights fromBytes(byte[] snapshot) {
        var in = new SnapshotReader(snapshot);
        Snapshots.readStart(in, Snapshots.BURST_MAGIC);
        int contexts = in.getInt();
        int classes = in.getInt();
        if (contexts != CONTEXTS || classes != CLASSES) {
            throw new IllegalArgumentException(
                    "burst weights were made with other settings: contexts="
                            + contexts
                            + ", classes="
                            + classes
                            + ", expected="
                            + CONTEXTS
                            + " and "
                            + CLASSES);
        }
        var restored = new BurstWeights();
        restored.read(in);
        in.requireEnd();
        restored.requireUsable();
        return restored;
    }

    /** A snapshot, of less than 4 KiB. */
    public byte[] toBytes() {
        var out = new SnapshotWriter();
        out.putInt(Snapshots.BURST_MAGIC);
        out.putInt(Snapshots.VERSION);
        out.putInt(CONTEXTS);
        out.putInt(CLASSES);
        write(out);
        return out.toBytes();
    }

    /**
     * The weighted average of weights trained apart.
     *
     * @param trainedRequests of each, which weigh it
     * @throws IllegalArgumentException when there are none, or not as many as requests
     */
    public static BurstWeights average(List<BurstWeights> parts, long[] trainedRequests) {
        if (parts.isEmpty() || parts.size() != trainedRequests.length) {
            throw new IllegalArgumentException(
                    "cannot average weights: parts="
                            + parts.size()
                            + ", trainedRequests="
                            + trainedRequests.length);
        }
        double total = 0;
        for (long requests : trainedRequests) {
            total += requests;
        }
        var shares = new double[parts.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = total > 0 ? trainedRequests[i] / total : 1.0 / shares.length;
        }
        var average = new BurstWeights();
        average.average(parts.toArray(BurstWeights[]::new), shares);
        return average;
    }

    private void requireUsable() {
        for (float weight : weights) {
            requireFrom("weight", weight, LEAST);
        }
        for (float count : general) {
            requireFrom("count", count, 0);
        }
        for (float total : generalTotals) {
            requireFrom("total", total, 0);
        }
    }

    private static void requireFrom(String what, float value, float least) {
        if (!(value >= least && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("corrupt burst weights: " + what + "=" + value);
        }
    }

    /** Class of how often a context was seen. */
    static int confidenceOf(int total) {
        return Math.min(CONFIDENCES - 1, 32 - Integer.numberOfLeadingZeros(total));
    }

    /** How bursts of this class of bytes so far went on. */
    void general(int soFar, double[] out) {
        double total = generalTotals[soFar] + 1;
        double[] guess = GUESSES[soFar];
        int first = soFar * CLASSES;
        for (int i = 0; i < CLASSES; i++) {
            out[i] = (general[first + i] + guess[i]) / total;
        }
    }

    /** Before anything is known: as likely over as not, and seldom much larger. */
    private static double[] guessesAfter(int soFar) {
        var guesses = new double[CLASSES];
        double rest = 1;
        for (int i = 0; i < CLASSES - 1; i++) {
            guesses[i] = rest * (i == 0 ? 0.5 : i < soFar ? 0.1 : 0.6);
            rest -= guesses[i];
        }
        guesses[CLASSES - 1] = rest;
        return guesses;
    }

    void learnGeneral(int soFar, int bytesClass) {
        general[soFar * CLASSES + bytesClass] += 1;
        generalTotals[soFar] += 1;
        if (generalTotals[soFar] >= MEMORY) {
            generalTotals[soFar] *= 0.5f;
            for (int i = soFar * CLASSES; i < (soFar + 1) * CLASSES; i++) {
                general[i] *= 0.5f;
            }
        }
    }

    /** Mixes what the contexts said. */
    void mix() {
        double weight0 = weights[confidence[0]];
        double weight1 = weights[CONFIDENCES + confidence[1]];
        double weight2 = weights[2 * CONFIDENCES + confidence[2]];
        double weight3 = weights[3 * CONFIDENCES + confidence[3]];
        double weight4 = weights[4 * CONFIDENCES + confidence[4]];
        double weight5 = weights[5 * CONFIDENCES + confidence[5]];
        double sum = weight0 + weight1 + weight2 + weight3 + weight4 + weight5;
        double[] expert0 = expert[0];
        double[] expert1 = expert[1];
        double[] expert2 = expert[2];
        double[] expert3 = expert[3];
        double[] expert4 = expert[4];
        double[] expert5 = expert[5];
        double[] mixed = mixture;
        // One loop over all six: the compiler makes vector instructions of it.
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] =
                    (weight0 * expert0[i]
                                    + weight1 * expert1[i]
                                    + weight2 * expert2[i]
                                    + weight3 * expert3[i]
                                    + weight4 * expert4[i]
                                    + weight5 * expert5[i])
                            / sum;
        }
    }

    /** Makes the contexts that gave this class more than the mixture did worth more. */
    void learn(int bytesClass) {
        double sum = 0;
        for (int c = 0; c < CONTEXTS; c++) {
            sum += weights[c * CONFIDENCES + confidence[c]];
        }
        for (int c = 0; c < CONTEXTS; c++) {
            int at = c * CONFIDENCES + confidence[c];
            double ratio = Math.min(MOST_RATIO, expert[c][bytesClass] / mixture[bytesClass]);
            double step = RATE * (weights[at] / sum) * (ratio - 1);
            weights[at] = Math.max(LEAST, Math.min(MOST, (float) (weights[at] * (1 + step))));
        }
    }

    void average(BurstWeights[] sources, double[] shares) {
        var parts = new float[sources.length][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = sources[i].weights;
        }
        Averages.weighted(parts, shares, weights);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = sources[i].general;
        }
        Averages.weighted(parts, shares, general);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = sources[i].generalTotals;
        }
        Averages.weighted(parts, shares, generalTotals);
    }

    void write(SnapshotWriter out) {
        out.putFloats(weights, 1f);
        out.putFloats(general);
        out.putFloats(generalTotals);
    }

    void read(SnapshotReader in) {
        in.getFloats(weights, 1f);
        in.getFloats(general);
        in.getFloats(generalTotals);
    }
}

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
        double rest = 1;
        for (int i = 0; i < CLASSES; i++) {
            // Before anything is known: as likely over as not, and seldom much larger.
            double guess = i == CLASSES - 1 ? rest : rest * (i == 0 ? 0.5 : i < soFar ? 0.1 : 0.6);
            rest -= guess;
            out[i] = (general[soFar * CLASSES + i] + guess) / total;
        }
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
        double sum = 0;
        Arrays.fill(mixture, 0);
        for (int c = 0; c < CONTEXTS; c++) {
            double weight = weights[c * CONFIDENCES + confidence[c]];
            sum += weight;
            for (int i = 0; i < CLASSES; i++) {
                mixture[i] += weight * expert[c][i];
            }
        }
        for (int i = 0; i < CLASSES; i++) {
            mixture[i] /= sum;
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

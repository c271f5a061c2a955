package io.forebay.predictor;

/**
 * How often each class followed each context, in a byte each; a row that is full forgets half. One
 * thread.
 */
final class ClassCounts {
    private static final int MOST = 255;

    private final int classes;
    private final byte[] counts;

    ClassCounts(int rows, int classes) {
        this.classes = classes;
        counts = new byte[rows * classes];
    }

    void add(int row, int valueClass) {
        int at = row * classes + valueClass;
        counts[at]++;
        if ((counts[at] & 0xFF) == MOST) {
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                counts[i] = (byte) ((counts[i] & 0xFF) >>> 1);
            }
        }
    }

    /** The highest class counted in a row; 0 without any. */
    int highest(int row) {
        int highest = classes - 1;
        while (highest > 0 && counts[row * classes + highest] == 0) {
            highest--;
        }
        return highest;
    }

    /**
     * Replaces probabilities under a shorter context by those under a row's: they share what the
     * row leaves to the unknown, by the number of classes it has seen (prediction by partial
     * matching, method C; Moffat, 1990).
     */
    void blend(int row, double[] probabilities) {
        int total = 0;
        int distinct = 0;
        for (int i = row * classes; i < (row + 1) * classes; i++) {
            int count = counts[i] & 0xFF;
            total += count;
            distinct += count > 0 ? 1 : 0;
        }
        if (total == 0) {
            return;
        }
        for (int c = 0; c < classes; c++) {
            int count = counts[row * classes + c] & 0xFF;
            probabilities[c] = (count + distinct * probabilities[c]) / (total + distinct);
        }
    }

    void write(SnapshotWriter out) {
        out.putBytes(counts);
    }

    void read(SnapshotReader in) {
        in.getBytes(counts);
    }
}

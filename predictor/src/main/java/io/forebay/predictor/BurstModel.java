package io.forebay.predictor;

/**
 * Bytes still to come in a function's current burst, as a distribution over powers of two: a
 * mixture of what histograms of several contexts say, each leaning on the wider one before it. When
 * a burst has ended, as {@link BurstGap} tells, what had remained after each of its requests is
 * learned. Long bursts are learned at every second, fourth, … request.
 */
final class BurstModel {
    private static final int CLASSES = BurstTable.CLASSES;
    private static final int CONTEXTS = BurstWeights.CONTEXTS;

    /** Requests of the open burst that are remembered. */
    private static final int PENDING = 32;

    /** Counts that what a wider context says is worth in a narrower one. */
    private static final double LEANING = 0.2;

    private static final int MOST_REQUESTS = 12;

    private static final double MOST_BYTES = 1e15;

    private final boolean trainsWeights;
    private BurstWeights weights;
    private final BurstTable table = new BurstTable();
    private final BurstGap burstGap = new BurstGap();
    private final int[] pendingKeys = new int[PENDING * CONTEXTS];
    private final double[] pendingBytes = new double[PENDING];
    private final int[] keys = new int[CONTEXTS];
    private double burstBytes;
    private int burstRequests;
    private int pending;
    private int stride = 1;
    private int firstKey;
    private int pathKey;
    private int previousKey;
    private boolean started;

    /** Counters that train the weights they are mixed with. */
    BurstModel(BurstWeights weights) {
        this.weights = weights;
        trainsWeights = true;
    }

    /** Counters alone, which are mixed with weights trained elsewhere. */
    BurstModel() {
        trainsWeights = false;
    }

    /**
     * Takes the next request.
     *
     * @param gapNanos since the one before it
     * @param operation 0 for a read, 1 for a write
     * @param sequential whether it begins where the one before it ended
     */
    void add(long gapNanos, int operation, boolean sequential, long address, double lengthBytes) {
        if (started && burstGap.opensBurst(gapNanos)) {
            learn();
            burstBytes = 0;
            burstRequests = 0;
        }
        started = true;
        burstBytes = Math.min(MOST_BYTES, burstBytes + lengthBytes);
        burstRequests = Math.min(Integer.MAX_VALUE - 1, burstRequests + 1);
        setKeys(operation, sequential, address, (long) lengthBytes);
        remember();
    }

    private void setKeys(int operation, boolean sequential, long address, long length) {
        int request = Hashing.mix(operation + 1, length);
        if (burstRequests == 1) {
            firstKey = request;
            pathKey = 0;
        }
        pathKey = Hashing.mix(Hashing.mix(pathKey, request), sequential ? 1 : 2);
        int soFar = BurstTable.classOf(burstBytes);
        int count = Math.min(MOST_REQUESTS, burstRequests);
        int lengthClass = BurstTable.classOf((double) length) << 1 | operation;
        keys[0] = soFar;
        keys[1] = Hashing.mix(0x1000, soFar);
        keys[2] = Hashing.mix(Hashing.mix(0x2000, firstKey), soFar);
        keys[3] =
                Hashing.mix(
                        Hashing.mix(0x3000, firstKey),
                        (soFar << 4 | count) << 16 | previousKey << 8 | lengthClass);
        keys[4] = Hashing.mix(Hashing.mix(0x4000, request), address);
        keys[5] = Hashing.mix(0x5000, pathKey);
        previousKey = lengthClass;
    }

    /** Notes the request, to be learned when its burst has ended. */
    private void remember() {
        if ((burstRequests - 1) % stride != 0) {
            return;
        }
        if (pending == PENDING) {
            for (int i = 1; i < PENDING / 2; i++) {
                System.arraycopy(
                        pendingKeys, 2 * i * CONTEXTS, pendingKeys, i * CONTEXTS, CONTEXTS);
                pendingBytes[i] = pendingBytes[2 * i];
            }
            pending = PENDING / 2;
            stride *= 2;
            if ((burstRequests - 1) % stride != 0) {
                return;
            }
        }
        System.arraycopy(keys, 0, pendingKeys, pending * CONTEXTS, CONTEXTS);
        pendingBytes[pending] = burstBytes;
        pending++;
    }

    private void learn() {
        for (int i = 0; i < pending; i++) {
            int remaining = BurstTable.classOf(burstBytes - pendingBytes[i]);
            if (trainsWeights) {
                consult(pendingKeys, i * CONTEXTS);
                weights.learn(remaining);
                weights.learnGeneral(pendingKeys[i * CONTEXTS], remaining);
            }
            for (int c = 1; c < CONTEXTS; c++) {
                table.learn(pendingKeys[i * CONTEXTS + c], remaining);
            }
        }
        pending = 0;
        stride = 1;
    }

    /** Asks all contexts and mixes what they say. */
    private void consult(int[] from, int at) {
        double[][] expert = weights.expert;
        weights.general(from[at], expert[0]);
        weights.confidence[0] = 0;
        for (int c = 1; c < CONTEXTS; c++) {
            int row = table.find(from[at + c]);
            if (row < 0) {
                System.arraycopy(expert[c - 1], 0, expert[c], 0, CLASSES);
                weights.confidence[c] = 0;
                continue;
            }
            table.lean(row, LEANING, expert[c - 1], expert[c]);
            weights.confidence[c] = BurstWeights.confidenceOf(table.total(row));
        }
        weights.mix();
    }

    /** The distribution of the bytes after the last request. */
    void estimate(BurstEstimate out) {
        if (!started) {
            out.setNothing();
            return;
        }
        consult(keys, 0);
        out.set(weights.mixture, BurstTable.ESTIMATE_SHIFT);
    }

    /** The same by weights trained elsewhere. */
    void estimate(BurstWeights trained, BurstEstimate out) {
        weights = trained;
        estimate(out);
    }

    void write(SnapshotWriter out) {
        table.write(out);
        out.putInts(pendingKeys);
        out.putDoubles(pendingBytes);
        out.putInts(keys);
        burstGap.write(out);
        out.putDouble(burstBytes);
        out.putInt(burstRequests);
        out.putInt(pending);
        out.putInt(stride);
        out.putInt(firstKey);
        out.putInt(pathKey);
        out.putInt(previousKey);
        out.putBoolean(started);
    }

    void read(SnapshotReader in) {
        table.read(in);
        in.getInts(pendingKeys);
        in.getDoubles(pendingBytes);
        in.getInts(keys);
        burstGap.read(in);
        burstBytes = in.getDouble();
        burstRequests = in.getInt();
        pending = Snapshots.requireRange("pending requests", in.getInt(), 0, PENDING);
        stride = Snapshots.requireRange("burst stride", in.getInt(), 1, 1 << 30);
        firstKey = in.getInt();
        pathKey = in.getInt();
        previousKey = in.getInt();
        started = in.getBoolean();
        for (int i = 0; i < pending; i++) {
            Snapshots.requireRange(
                    "bytes so far", pendingKeys[i * CONTEXTS], 0, BurstTable.CLASSES - 1);
        }
        Snapshots.requireRange("bytes so far", keys[0], 0, BurstTable.CLASSES - 1);
    }
}

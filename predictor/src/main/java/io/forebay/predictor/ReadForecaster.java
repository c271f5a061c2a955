package io.forebay.predictor;

/**
 * A function's likely next reads: the continuation of sequential runs, strides, and what followed
 * the same read, the same two reads or the same address before. Each kind of prediction has the
 * probability with which its like came true. Sectors of 512 bytes; bounded memory and time.
 */
final class ReadForecaster {
    /*
     * Kinds of the outcome tracker: 28 of sequential runs (age class x distance class), 4 strides
     * (by step), 12 each of two and one reads (confidence x step), 4 of addresses, 4 of the
     * other live runs (recency x length).
     */
    private static final int DISTANCES = 7;
    private static final int STRIDE_KIND = 28;
    private static final int PAIR_KIND = 32;
    private static final int SINGLE_KIND = 44;
    private static final int ADDRESS_KIND = 56;
    private static final int OTHER_RUN_KIND = 60;
    private static final int STEPS = 4;

    /** Steps ahead along a stride that has lasted as long. */
    private static final int FAR_STEPS = 16;

    private static final int RUNS = 8;
    private static final int SECTORS_PER_BLOCK = 8;

    /** Reads of other places after which a run is taken to be over. */
    private static final int LONGEST_IDLE_READS = 8 * RUNS;

    /** First block ahead of each distance class of a run, and the end of the last. */
    private static final int[] AHEAD = {0, 1, 2, 4, 8, 16, 32, 64};

    /** What is farther ahead is never likelier than what is nearer. */
    private static final float FARTHER = 0.999f;

    private static final float LEAST_PROBABILITY = 0.02f;
    private static final int MOST_CANDIDATES = 48;

    private final OutcomeTracker outcomes = new OutcomeTracker();
    private final SuccessorTable afterTwo;
    private final SuccessorTable afterOne;
    private final SuccessorTable afterAddress;

    /** Live runs, the most recent first: end sector, requests, sectors of the last. */
    private final long[] runEnd = new long[RUNS];

    private final int[] runLength = new int[RUNS];
    private final long[] runSectors = new long[RUNS];

    /** Reads of the function when the run was last read. */
    private final long[] runSeen = new long[RUNS];

    private int runs;

    private final long[] starts = new long[STEPS];
    private final long[] distances = new long[2];
    private final long[] lengths = new long[2];
    private long reads;
    private int strideHits;

    /** Whether the last request's predictions are being followed already. */
    private boolean followed = true;

    private final long[] first = new long[MOST_CANDIDATES];
    private final int[] count = new int[MOST_CANDIDATES];
    private final float[] likelihood = new float[MOST_CANDIDATES];
    private int found;

    ReadForecaster(int historyLength) {
        afterTwo = new SuccessorTable(Math.max(16, historyLength / 16));
        afterOne = new SuccessorTable(Math.max(16, historyLength / 32));
        afterAddress = new SuccessorTable(Math.max(16, historyLength / 32));
    }

    /** Takes the next read. */
    void add(long sector, long sectors) {
        long end = sector + sectors;
        outcomes.onRead(sector >> 3, (end - 1) >> 3);
        addRun(sector, sectors);
        long distance = reads == 0 ? 0 : sector - (starts[0] + lengths[0]);
        if (reads >= 3) {
            afterTwo.add(
                    pairHash(distances[0], lengths[0], distances[1], lengths[1]),
                    distance,
                    sectors);
        }
        if (reads >= 2) {
            afterOne.add(singleHash(distances[0], lengths[0]), distance, sectors);
            long stride = sector - starts[0];
            strideHits = stride != 0 && stride == starts[0] - starts[1] ? strideHits + 1 : 0;
            strideHits = Math.min(strideHits, 1 << 16);
        }
        for (int i = 0; i < Math.min(reads, 2); i++) {
            if (starts[i] != sector) {
                afterAddress.add(addressHash(starts[i]), sector - starts[i], sectors);
            }
        }
        System.arraycopy(starts, 0, starts, 1, STEPS - 1);
        starts[0] = sector;
        distances[1] = distances[0];
        distances[0] = distance;
        lengths[1] = lengths[0];
        lengths[0] = sectors;
        reads++;
        followed = false;
    }

    /** A write that goes on where a run ends moves the run on: reader and writer are often one. */
    void addWrite(long sector, long sectors) {
        for (int rank = 0; rank < runs; rank++) {
            if (Math.abs(sector - runEnd[rank]) < SECTORS_PER_BLOCK) {
                runEnd[rank] = sector + sectors;
                return;
            }
        }
    }

    private static int pairHash(long d1, long n1, long d2, long n2) {
        return Hashing.mix(Hashing.mix(Hashing.mix(singleHash(d1, n1), 5), d2), n2);
    }

    private static int singleHash(long distance, long length) {
        return Hashing.mix(Hashing.mix(3, distance), length);
    }

    private static int addressHash(long sector) {
        return Hashing.mix(4, sector);
    }

    /** Continues the run that ends within a block of the read, or begins a new one. */
    private void addRun(long sector, long sectors) {
        int rank = 0;
        while (rank < runs && Math.abs(sector - runEnd[rank]) >= SECTORS_PER_BLOCK) {
            rank++;
        }
        int length = 1;
        if (rank < runs) {
            length = Math.min(255, runLength[rank] + 1);
        } else if (runs < RUNS) {
            runs++;
        } else {
            rank = RUNS - 1;
        }
        for (int i = rank; i > 0; i--) {
            runEnd[i] = runEnd[i - 1];
            runLength[i] = runLength[i - 1];
            runSectors[i] = runSectors[i - 1];
            runSeen[i] = runSeen[i - 1];
        }
        runEnd[0] = sector + sectors;
        runLength[0] = length;
        runSectors[0] = sectors;
        runSeen[0] = reads;
    }

    /** Fills in likely next reads, the likeliest first. */
    void rollOut(Candidates out) {
        out.clear();
        if (reads == 0) {
            return;
        }
        found = 0;
        continueRun();
        continueOtherRuns();
        continueStride();
        followSuccessors();
        followAddress();
        followed = true;
        for (int i = 0; i < found; i++) {
            int best = i;
            for (int k = i + 1; k < found; k++) {
                best = likelihood[k] > likelihood[best] ? k : best;
            }
            swap(i, best);
            if (!isWithinEarlier(i)) {
                out.add(first[i], count[i], likelihood[i]);
            }
        }
    }

    private void swap(int i, int k) {
        long sector = first[i];
        int sectors = count[i];
        float p = likelihood[i];
        first[i] = first[k];
        count[i] = count[k];
        likelihood[i] = likelihood[k];
        first[k] = sector;
        count[k] = sectors;
        likelihood[k] = p;
    }

    /** Whether a likelier candidate holds the whole range. */
    private boolean isWithinEarlier(int candidate) {
        long end = first[candidate] + count[candidate];
        for (int i = 0; i < candidate; i++) {
            if (first[i] <= first[candidate] && first[i] + count[i] >= end) {
                return true;
            }
        }
        return false;
    }

    private void follow(int kind, long sector) {
        if (!followed) {
            outcomes.expect(kind, sector >> 3);
        }
    }

    private void propose(float p, long sector, long sectors) {
        if (p < LEAST_PROBABILITY || found == MOST_CANDIDATES || sector < 0 || sectors > 1 << 20) {
            return;
        }
        first[found] = sector;
        count[found] = (int) sectors;
        likelihood[found] = p;
        found++;
    }

    private void continueRun() {
        int length = runLength[0];
        int age = length == 1 ? 0 : length < 4 ? 1 : length < 8 ? 2 : 3;
        float nearer = 1f;
        for (int d = 0; d < DISTANCES; d++) {
            int kind = age * DISTANCES + d;
            long from = runEnd[0] + (long) AHEAD[d] * SECTORS_PER_BLOCK;
            long to = runEnd[0] + (long) AHEAD[d + 1] * SECTORS_PER_BLOCK;
            for (long sector = from; sector < to; sector += SECTORS_PER_BLOCK) {
                follow(kind, sector + SECTORS_PER_BLOCK / 2);
            }
            nearer = Math.min(nearer * FARTHER, outcomes.probability(kind));
            propose(nearer, from, to - from);
        }
    }

    /** The next request of each other live run; one that has rested for long is over. */
    private void continueOtherRuns() {
        for (int rank = 1; rank < runs; rank++) {
            long idle = reads - runSeen[rank];
            if (runLength[rank] > 1 && idle <= LONGEST_IDLE_READS) {
                int kind =
                        OTHER_RUN_KIND + (idle < 2 * RUNS ? 0 : 2) + (runLength[rank] < 8 ? 0 : 1);
                long sectors = Math.max(SECTORS_PER_BLOCK, runSectors[rank]);
                follow(kind, runEnd[rank] + SECTORS_PER_BLOCK / 2);
                propose(outcomes.probability(kind), runEnd[rank], sectors);
            }
        }
    }

    private void continueStride() {
        if (strideHits == 0) {
            return;
        }
        long stride = starts[0] - starts[1];
        for (int step = 0; step < STEPS; step++) {
            int kind = STRIDE_KIND + step;
            long sector = starts[0] + (step + 1) * stride;
            follow(kind, sector + lengths[0] / 2);
            propose(outcomes.probability(kind), sector, lengths[0]);
        }
        // A stride that has lasted goes on: what is farther is as likely again as the fourth is.
        float likely = outcomes.probability(STRIDE_KIND + STEPS - 1);
        float farther = likely;
        for (int step = STEPS; step < Math.min(strideHits, FAR_STEPS); step++) {
            farther *= FARTHER * (float) Math.sqrt(likely);
            propose(farther, starts[0] + (step + 1) * stride, lengths[0]);
        }
    }

    /** Rolls forward along the likeliest successors, up to four reads. */
    private void followSuccessors() {
        long end = starts[0] + lengths[0];
        long d1 = distances[0];
        long n1 = lengths[0];
        long d2 = distances[1];
        long n2 = lengths[1];
        float likely = 1f;
        for (int step = 0; step < STEPS; step++) {
            SuccessorTable table = afterTwo;
            int kind = PAIR_KIND;
            int row = reads < 3 ? SuccessorTable.NONE : table.find(pairHash(d1, n1, d2, n2));
            int best = row < 0 ? row : table.best(row);
            if (best < 0) {
                table = afterOne;
                kind = SINGLE_KIND;
                row = table.find(singleHash(d1, n1));
                best = row < 0 ? row : table.best(row);
            }
            if (best < 0) {
                return;
            }
            int confidence = confidence(table, row, best);
            long distance = table.distance(best);
            long sectors = table.length(best);
            long sector = end + distance;
            kind += confidence * STEPS + step;
            follow(kind, sector + sectors / 2);
            likely = Math.min(likely * FARTHER, outcomes.probability(kind));
            propose(likely, sector, sectors);
            if (confidence == 0) {
                return;
            }
            d2 = d1;
            n2 = n1;
            d1 = distance;
            n1 = sectors;
            end = sector + sectors;
        }
    }

    /** 0 weak, 1 seen twice and in half of the cases, 2 seen often and in most cases. */
    private static int confidence(SuccessorTable table, int row, int entry) {
        int count = table.count(entry);
        int total = table.total(row);
        if (count < 2 || 2 * count < total) {
            return 0;
        }
        return count >= 4 && 4 * count >= 3 * total ? 2 : 1;
    }

    private void followAddress() {
        int row = afterAddress.find(addressHash(starts[0]));
        if (row < 0) {
            return;
        }
        for (int i = row; i < row + SuccessorTable.WAYS; i++) {
            int seen = afterAddress.count(i);
            if (seen > 0) {
                int kind = ADDRESS_KIND + (seen > 1 ? 1 : 0);
                kind += 2 * seen >= afterAddress.total(row) ? 2 : 0;
                long sector = starts[0] + afterAddress.distance(i);
                follow(kind, sector + afterAddress.length(i) / 2);
                propose(outcomes.probability(kind), sector, afterAddress.length(i));
            }
        }
    }

    void write(SnapshotWriter out) {
        outcomes.write(out);
        afterTwo.write(out);
        afterOne.write(out);
        afterAddress.write(out);
        out.putLongs(runEnd);
        out.putInts(runLength);
        out.putLongs(runSectors);
        out.putLongs(runSeen);
        out.putInt(runs);
        out.putLongs(starts);
        out.putLongs(distances);
        out.putLongs(lengths);
        out.putLong(reads);
        out.putInt(strideHits);
        out.putBoolean(followed);
    }

    void read(SnapshotReader in) {
        outcomes.read(in);
        afterTwo.read(in);
        afterOne.read(in);
        afterAddress.read(in);
        in.getLongs(runEnd);
        in.getInts(runLength);
        in.getLongs(runSectors);
        in.getLongs(runSeen);
        runs = Snapshots.requireRange("read runs", in.getInt(), 0, RUNS);
        in.getLongs(starts);
        in.getLongs(distances);
        in.getLongs(lengths);
        reads = in.getLong();
        strideHits = in.getInt();
        followed = in.getBoolean();
    }
}

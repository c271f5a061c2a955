package io.forebay.predictor;

/**
 * A function's likely next reads: what lies ahead of the run that was just read, the next steps of
 * a stride, what followed the same two reads (or one) before, and what followed a read of the same
 * place. What each is worth is learned from its own outcomes in several contexts, whether it was
 * staged or not. Sectors of 512 bytes, blocks of 4 KiB; bounded memory and time; allocates nothing.
 *
 * <p>A candidate that will come up again before it is read need not be staged yet: by then more is
 * known. So where staging may wait, one that comes up again counts as no better than undecided, and
 * as what it is worth then if that is less. Where staging takes so long that the next time is too
 * late, it counts by whether it is read at all, and more steps ahead are looked at. The odds of the
 * two are learned apart.
 */
final class ReadForecaster {
    /** Blocks ahead of a read's end where the classes of its run end. */
    private static final int[] AHEAD = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

    private static final int CLASSES = AHEAD.length;
    private static final int FARTHEST = AHEAD[CLASSES - 1];

    /**
     * Where staging may wait, a class this unlikely is passed over after another that is: it is a
     * little less than {@link #UNDECIDED}, which is all that a class beyond the next read is worth.
     */
    private static final float NOT_WORTH_STAGING = 0.3f;

    /** The same where staging may not wait, for classes from {@link #FAR_CLASSES} on. */
    private static final float HOPELESS = 0.04f;

    private static final int FAR_CLASSES = 8;

    /** One read in so many has all classes looked at, whatever they were worth; less 1. */
    private static final int ALL_CLASSES_MASK = 7;

    /** Unlikely candidates are followed in one case of so many; less 1. */
    private static final int SAMPLE_MASK = 7;

    private static final float WORTH_FOLLOWING = 0.015f;

    /** Accuracy at which staging costs as much as it brings when waste costs half of a hit. */
    private static final float UNDECIDED = 1f / 3;

    /** Steps followed where staging may not wait. */
    private static final int STEPS = 4;

    private static final int STRIDE_STEPS = 16;

    /** Tells kinds of candidates where staging may not wait from those where it may. */
    private static final int HURRIED_KIND = 1 << 10;

    private static final int STEP_KIND = 1 << 12;
    private static final int AGAIN_SET = CLASSES + 4 * ReadEvidence.AGAIN;
    private static final int WEIGHT_SETS = CLASSES + 4 * ReadEvidence.SOURCES;
    private static final float LEAST_PROBABILITY = 0.02f;
    private static final int MOST_SECTORS = 1 << 12;
    private static final int MOST_CANDIDATES = CLASSES + 3 * STEPS + STRIDE_STEPS;

    private final CandidateOdds odds;
    private final OutcomeTracker outcomes;
    private final ReadRuns runs = new ReadRuns();
    private final ReadEvidence evidence;

    /** How likely each class ahead of a read was when it was looked at last. */
    private final float[] ahead = new float[CLASSES];

    private long reads;
    private long firstBlock;
    private long lastBlock;
    private long endSector;

    /** Whether the candidates after the latest read are known already. */
    private boolean followed = true;

    private boolean mayWait;
    private final long[] first = new long[MOST_CANDIDATES];
    private final int[] count = new int[MOST_CANDIDATES];
    private final float[] likelihood = new float[MOST_CANDIDATES];
    private int found;

    /**
     * @param slots context slots, a power of two from 16 to 65,536; the other tables go with them
     */
    ReadForecaster(int slots) {
        odds = new CandidateOdds(slots, 2 * WEIGHT_SETS);
        outcomes = new OutcomeTracker(odds, Math.max(64, slots / 16));
        evidence = new ReadEvidence(slots);
    }

    /** Takes the next read. */
    void add(long sector, long sectors) {
        firstBlock = sector >> 3;
        lastBlock = (sector + sectors - 1) >> 3;
        endSector = sector + sectors;
        outcomes.onRead(firstBlock, lastBlock);
        reads++;
        runs.add(sector, sectors, reads);
        evidence.add(sector, sectors);
        followed = false;
    }

    /** Takes a write: it replaces what was predicted to be read, and may move a run on. */
    void addWrite(long sector, long sectors) {
        outcomes.onWrite(sector >> 3, (sector + sectors - 1) >> 3);
        runs.addWrite(sector, sectors);
    }

    /**
     * Fills in likely next reads, the likeliest first.
     *
     * @param stagingMayWait whether what is staged after the next request is in time for the one
     *     after it
     */
    void rollOut(boolean stagingMayWait, Candidates out) {
        out.clear();
        if (reads == 0) {
            return;
        }
        if (!followed) {
            mayWait = stagingMayWait;
            found = 0;
            evidence.describe(runs);
            followRun();
            settleEarlier();
            for (int source = 0; source < ReadEvidence.SOURCES; source++) {
                followSource(source);
            }
            sort();
            followed = true;
        }
        for (int i = 0; i < found; i++) {
            if (!isWithinEarlier(i)) {
                out.add(first[i], count[i], likelihood[i]);
            }
        }
    }

    /**
     * A class is followed by one of its blocks, another with each read, so that its odds are those
     * of its blocks on average. All classes hold a power of two.
     */
    private static int distanceOf(int i, long read) {
        int nearer = i == 0 ? 0 : AHEAD[i - 1];
        return nearer + 1 + (Hashing.mix(i, read) & (AHEAD[i] - nearer - 1));
    }

    /** The blocks ahead of the read, class by class. */
    private void followRun() {
        boolean all = (Hashing.mix(8, reads) & ALL_CLASSES_MASK) == 0;
        for (int i = 0; i < CLASSES; i++) {
            if (!all && isPassedOver(i)) {
                continue;
            }
            long block = lastBlock + distanceOf(i, reads);
            long nearest = lastBlock + 1 + (i == 0 ? 0 : AHEAD[i - 1]);
            ahead[i] = judge(i, i, nearest, lastBlock + AHEAD[i]);
            follow(block, i, ahead[i]);
            long from = i == 0 ? endSector : nearest << 3;
            propose(ahead[i], from, ((lastBlock + 1 + AHEAD[i]) << 3) - from);
        }
    }

    /** Whether a class may be left out: neither it nor the one before it was likely of late. */
    private boolean isPassedOver(int i) {
        int first = mayWait ? 1 : FAR_CLASSES;
        float least = mayWait ? NOT_WORTH_STAGING : HOPELESS;
        return i >= first && ahead[i - 1] < least && ahead[i] < least;
    }

    private float judge(int kind, int weightSet, long first, long last) {
        int hurried = mayWait ? 0 : HURRIED_KIND;
        evidence.addContexts(kind | hurried, weightSet >= AGAIN_SET, first, last, lastBlock, odds);
        return odds.probability(weightSet + (mayWait ? 0 : WEIGHT_SETS));
    }

    /** Follows the candidate judged last, unless another of this read stands for its block. */
    private void follow(long block, int weightSet, float likely) {
        int set = weightSet + (mayWait ? 0 : WEIGHT_SETS);
        int place = outcomes.find(block);
        if (place != OutcomeTracker.NONE) {
            // What may not wait is followed to its end, but for what moves on to a nearer class.
            boolean unchanged =
                    !mayWait && (weightSet >= CLASSES || outcomes.weightSet(place) == set);
            if (unchanged || outcomes.isOfLatestRead(place)) {
                return;
            }
            outcomes.close(place, mayWait ? Math.min(UNDECIDED, likely) : likely);
        }
        if (likely > WORTH_FOLLOWING || (Hashing.mix(5, block) & SAMPLE_MASK) == 0) {
            outcomes.open(block, set, mayWait);
        }
    }

    /** What the run's previous read was followed for comes up again now, in another class. */
    private void settleEarlier() {
        if (!mayWait) {
            return;
        }
        for (int i = 0; i < CLASSES; i++) {
            long block = runs.earlierLastBlock() + distanceOf(i, reads - runs.restReads());
            if (block <= lastBlock || block > lastBlock + FARTHEST) {
                continue;
            }
            int place = outcomes.find(block);
            if (place != OutcomeTracker.NONE && !outcomes.isOfLatestRead(place)) {
                outcomes.close(place, Math.min(UNDECIDED, ahead[classOf(block)]));
            }
        }
    }

    private int classOf(long block) {
        int i = 0;
        while (block > lastBlock + AHEAD[i]) {
            i++;
        }
        return i;
    }

    /** What one source of evidence expects next, and after that. */
    private void followSource(int source) {
        int steps = mayWait ? 1 : source == ReadEvidence.STRIDE ? STRIDE_STEPS : STEPS;
        // Of several steps one is followed, another each time: else the farthest took all blocks.
        int followedStep = Hashing.mix(source, reads) & (steps - 1);
        for (int step = 0; step < steps && evidence.expects(source, step); step++) {
            long from = evidence.firstSector(source);
            long sectors = evidence.sectors(source);
            long start = from >> 3;
            long end = (from + sectors - 1) >> 3;
            if (from < 0 || sectors > MOST_SECTORS) {
                return;
            }
            if (evidence.isExpectedEarlier(source) || (start >= firstBlock && end <= lastBlock)) {
                continue;
            }
            boolean near = start > lastBlock && start <= lastBlock + FARTHEST;
            start = start >= firstBlock && start <= lastBlock ? lastBlock + 1 : start;
            long middle = start + (end - start) / 2;
            int set = CLASSES + (source * 2 + Math.min(step, 1)) * 2 + (near ? 1 : 0);
            float likely = judge(set + step * STEP_KIND, set, start, end);
            if (step == followedStep) {
                follow(middle, set, likely);
            }
            propose(likely, from, sectors);
        }
    }

    private void propose(float p, long sector, long sectors) {
        if (p >= LEAST_PROBABILITY && sector >= 0) {
            first[found] = sector;
            count[found] = (int) sectors;
            likelihood[found] = p;
            found++;
        }
    }

    private void sort() {
        for (int i = 1; i < found; i++) {
            long sector = first[i];
            int sectors = count[i];
            float p = likelihood[i];
            int at = i;
            for (; at > 0 && likelihood[at - 1] < p; at--) {
                first[at] = first[at - 1];
                count[at] = count[at - 1];
                likelihood[at] = likelihood[at - 1];
            }
            first[at] = sector;
            count[at] = sectors;
            likelihood[at] = p;
        }
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

    /** Bytes of the tables. */
    int memoryBytes() {
        return odds.memoryBytes()
                + outcomes.memoryBytes()
                + evidence.memoryBytes()
                + ReadRuns.memoryBytes();
    }

    void write(SnapshotWriter out) {
        odds.write(out);
        outcomes.write(out);
        runs.write(out);
        evidence.write(out);
        out.putLong(reads);
        out.putLong(firstBlock);
        out.putLong(lastBlock);
        out.putLong(endSector);
        out.putBoolean(followed);
        out.putInt(found);
        out.putLongs(first);
        out.putInts(count);
        out.putFloats(likelihood);
        out.putFloats(ahead);
    }

    void read(SnapshotReader in) {
        odds.read(in);
        outcomes.read(in);
        runs.read(in);
        evidence.read(in);
        reads = in.getLong();
        firstBlock = in.getLong();
        lastBlock = in.getLong();
        endSector = in.getLong();
        followed = in.getBoolean();
        found = Snapshots.requireRange("candidates", in.getInt(), 0, MOST_CANDIDATES);
        in.getLongs(first);
        in.getInts(count);
        in.getFloats(likelihood);
        in.getFloats(ahead);
    }
}

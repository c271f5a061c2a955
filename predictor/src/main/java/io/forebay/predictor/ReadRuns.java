package io.forebay.predictor;

/**
 * The live sequential runs of a function's reads: where each ends and how its latest requests were.
 * A read joins the run that ends within a block of where it begins, or, if there is none, one that
 * ends a little before. The run that has rested longest gives way to a new one.
 */
final class ReadRuns {
    private static final int RUNS = 64;
    private static final int SECTORS_PER_BLOCK = 8;

    /** A read may leave out as much as this and still belong to the run. */
    private static final long LONGEST_GAP_SECTORS = 32 * SECTORS_PER_BLOCK;

    /** Marks a request that left something out. */
    private static final int GAP_MARK = 1 << 20;

    private static final int MOST_REQUESTS = 1 << 20;

    private final long[] ends = new long[RUNS];

    /** Last block of the request before the latest. */
    private final long[] earlierLast = new long[RUNS];

    private final long[] last = new long[RUNS];
    private final long[] seen = new long[RUNS];

    /** Reads of the function between the run's latest two requests. */
    private final long[] rest = new long[RUNS];

    private final long[] blocks = new long[RUNS];
    private final int[] requests = new int[RUNS];

    /** Lengths in blocks of the latest three requests of each run, the latest first. */
    private final int[] lengths = new int[3 * RUNS];

    private int used;
    private int current;

    /** Puts a read into its run. */
    void add(long sector, long sectors, long read) {
        long firstBlock = sector >> 3;
        long lastBlock = (sector + sectors - 1) >> 3;
        int length = (int) Math.min(GAP_MARK - 1, lastBlock - firstBlock + 1);
        int run = latestWithin(sector, 1 - SECTORS_PER_BLOCK, SECTORS_PER_BLOCK - 1);
        int gap = 0;
        if (run < 0) {
            run = latestWithin(sector, SECTORS_PER_BLOCK, LONGEST_GAP_SECTORS);
            gap = GAP_MARK;
        }
        if (run < 0) {
            run = used < RUNS ? used++ : longestRested();
            begin(run);
        } else {
            rest[run] = read - seen[run];
            lengths[3 * run + 2] = lengths[3 * run + 1];
            lengths[3 * run + 1] = lengths[3 * run] | gap;
            requests[run] = Math.min(MOST_REQUESTS, requests[run] + 1);
        }
        lengths[3 * run] = length;
        earlierLast[run] = requests[run] == 1 ? lastBlock : last[run];
        last[run] = lastBlock;
        ends[run] = sector + sectors;
        seen[run] = read;
        blocks[run] += length;
        current = run;
    }

    private void begin(int run) {
        rest[run] = 0;
        blocks[run] = 0;
        requests[run] = 1;
        lengths[3 * run + 1] = 0;
        lengths[3 * run + 2] = 0;
    }

    /** The run seen last of those that end so far before the sector; -1 for none. */
    private int latestWithin(long sector, long nearest, long farthest) {
        int found = -1;
        for (int i = 0; i < used; i++) {
            long distance = sector - ends[i];
            if (distance >= nearest
                    && distance <= farthest
                    && (found < 0 || seen[i] > seen[found])) {
                found = i;
            }
        }
        return found;
    }

    private int longestRested() {
        int longest = 0;
        for (int i = 1; i < used; i++) {
            longest = seen[i] < seen[longest] ? i : longest;
        }
        return longest;
    }

    /** A write that begins where a run ends moves the run on: reader and writer are often one. */
    void addWrite(long sector, long sectors) {
        int run = latestWithin(sector, 1 - SECTORS_PER_BLOCK, SECTORS_PER_BLOCK - 1);
        if (run >= 0) {
            ends[run] = sector + sectors;
        }
    }

    /** Requests of the run that the latest read belongs to, at least 1. */
    int requests() {
        return requests[current];
    }

    /** Blocks of that run's requests. */
    long blocks() {
        return blocks[current];
    }

    /** Reads of the function from the run's previous request to its latest; 0 for the first. */
    long restReads() {
        return rest[current];
    }

    /** Last block of the run's previous request; of the latest where it is the first. */
    long earlierLastBlock() {
        return earlierLast[current];
    }

    /**
     * Blocks of the run's latest, second or third latest request (0, 1, 2), with a mark where the
     * next one left blocks out; 0 where there is none.
     */
    int length(int back) {
        return lengths[3 * current + back];
    }

    static int lengthOf(int markedLength) {
        return markedLength & GAP_MARK - 1;
    }

    /** Whether the run left blocks out after the request of this length. */
    static boolean isBeforeGap(int markedLength) {
        return (markedLength & GAP_MARK) != 0;
    }

    static int memoryBytes() {
        return RUNS * (6 * Long.BYTES + 4 * Integer.BYTES);
    }

    void write(SnapshotWriter out) {
        out.putLongs(ends);
        out.putLongs(earlierLast);
        out.putLongs(last);
        out.putLongs(seen);
        out.putLongs(rest);
        out.putLongs(blocks);
        out.putInts(requests);
        out.putInts(lengths);
        out.putInt(used);
        out.putInt(current);
    }

    void read(SnapshotReader in) {
        in.getLongs(ends);
        in.getLongs(earlierLast);
        in.getLongs(last);
        in.getLongs(seen);
        in.getLongs(rest);
        in.getLongs(blocks);
        in.getInts(requests);
        in.getInts(lengths);
        used = Snapshots.requireRange("read runs", in.getInt(), 0, RUNS);
        current = Snapshots.requireRange("read run", in.getInt(), 0, RUNS - 1);
    }
}

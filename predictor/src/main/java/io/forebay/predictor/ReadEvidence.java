package io.forebay.predictor;

import java.util.Arrays;

/**
 * What a function's past reads say about the next ones, from four sources: what followed the same
 * two reads (or one) before, as a Markov chain over (distance, length); what followed a read of the
 * same place; a stride that repeats; and a place that is read again and again. Knows where each
 * expects the next read, and describes any block by how it agrees with them: the contexts its odds
 * are learned in.
 */
final class ReadEvidence {
    /** Sources, the most trusted first. */
    static final int SUCCESSOR = 0;

    static final int PLACE = 1;
    static final int STRIDE = 2;
    static final int AGAIN = 3;
    static final int SOURCES = 4;

    /** Confidences of successors of two reads come first, then those of one. */
    private static final int CONFIDENCES = 3;

    private static final int MOST_PLACE_CONFIDENCE = 3;
    private static final int MOST_STRIDES = 4;
    private static final int NEAR_BLOCKS = 64;
    private static final int SHORT_LENGTH = 16;
    private static final int MOST_BLOCKS_CLASS = 12;

    private final SuccessorTable afterTwo;
    private final SuccessorTable afterOne;
    private final JumpMemory afterPlace;
    private final ReuseMemory reuse;

    /* Of the latest two reads, the latest first: distance from the end before, and length. */
    private final long[] distances = new long[2];
    private final long[] lengths = new long[2];
    private long start;

    /** Where the read before the latest began. */
    private long earlierStart;

    /** How often and how lately that place was read before. */
    private int earlierReuse;

    private int reused;
    private long stride;
    private int strides;
    private long reads;

    /** How sure each source is of the next read; -1 where it expects none. */
    private final int[] confidence = new int[SOURCES];

    /** First sector and length that each source expects of the next read. */
    private final long[] nextSector = new long[SOURCES];

    private final long[] nextLength = new long[SOURCES];

    /** The same of the read that each source has got to, step by step. */
    private final long[] atSector = new long[SOURCES];

    private final long[] atLength = new long[SOURCES];

    /** The latest two reads before the one that the successors have got to. */
    private final long[] walkDistances = new long[2];

    private final long[] walkLengths = new long[2];

    /* Of the latest read's run, for the contexts that say nothing else of a candidate. */
    private int runStart;
    private int runAge;
    private int runLengths;
    private int runPace;

    ReadEvidence(int slots) {
        afterTwo = new SuccessorTable(Math.max(16, slots / 16));
        afterOne = new SuccessorTable(Math.max(16, slots / 64));
        afterPlace = new JumpMemory(Math.max(16, slots / 4));
        reuse = new ReuseMemory(Math.max(16, slots / 16));
        Arrays.fill(confidence, -1);
    }

    /** Takes the next read. */
    void add(long sector, long sectors) {
        long distance = reads == 0 ? 0 : sector - (start + lengths[0]);
        if (reads >= 3) {
            afterTwo.add(pairHash(distances, lengths), distance, sectors);
        }
        if (reads >= 2) {
            afterOne.add(singleHash(distances, lengths), distance, sectors);
        }
        if (reads >= 1) {
            boolean goesOn = distance == 0 && distances[0] == 0 && sectors == lengths[0];
            afterPlace.add(placeHash(start, lengths[0]), distance, sectors, goesOn);
            long step = sector - start;
            strides = step != 0 && step == stride ? Math.min(MOST_STRIDES, strides + 1) : 0;
            stride = step;
        }
        push(distances, distance);
        push(lengths, sectors);
        earlierStart = start;
        earlierReuse = reused;
        reused = reuse.add(sector >> 3);
        start = sector;
        reads++;
        locate();
    }

    private static void push(long[] pair, long value) {
        pair[1] = pair[0];
        pair[0] = value;
    }

    private static int pairHash(long[] distances, long[] lengths) {
        int hash = Hashing.mix(singleHash(distances, lengths), 5);
        return Hashing.mix(Hashing.mix(hash, distances[1]), lengths[1]);
    }

    private static int singleHash(long[] distances, long[] lengths) {
        return Hashing.mix(Hashing.mix(3, distances[0]), lengths[0]);
    }

    private static int placeHash(long sector, long sectors) {
        return Hashing.mix(Hashing.mix(4, sector), sectors);
    }

    /** Finds where each source expects the next read. */
    private void locate() {
        for (int i = 0; i < 2; i++) {
            walkDistances[i] = distances[i];
            walkLengths[i] = lengths[i];
        }
        for (int source = 0; source < SOURCES; source++) {
            atSector[source] = start;
            atLength[source] = lengths[0];
            confidence[source] = advance(source);
            nextSector[source] = atSector[source];
            nextLength[source] = atLength[source];
        }
    }

    /** Moves a source on by one read; how sure it is, -1 where it expects nothing more. */
    private int advance(int source) {
        return switch (source) {
            case SUCCESSOR -> advanceSuccessor();
            case PLACE -> advancePlace();
            case AGAIN -> advanceAgain();
            default -> advanceStride();
        };
    }

    private int advanceSuccessor() {
        SuccessorTable table = afterTwo;
        int row =
                reads < 3 ? SuccessorTable.NONE : table.find(pairHash(walkDistances, walkLengths));
        int best = row < 0 ? row : table.best(row);
        int offset = 0;
        if (best < 0) {
            table = afterOne;
            row = reads < 2 ? row : table.find(singleHash(walkDistances, walkLengths));
            best = row < 0 ? row : table.best(row);
            offset = CONFIDENCES;
        }
        if (best < 0) {
            return -1;
        }
        atSector[SUCCESSOR] += atLength[SUCCESSOR] + table.distance(best);
        atLength[SUCCESSOR] = table.length(best);
        push(walkDistances, table.distance(best));
        push(walkLengths, table.length(best));
        return offset + table.confidence(row, best);
    }

    private int advancePlace() {
        int entry = afterPlace.find(placeHash(atSector[PLACE], atLength[PLACE]));
        if (entry == JumpMemory.NONE) {
            return -1;
        }
        atSector[PLACE] += atLength[PLACE] + afterPlace.distance(entry);
        atLength[PLACE] = afterPlace.length(entry);
        return Math.min(MOST_PLACE_CONFIDENCE, afterPlace.count(entry));
    }

    /** The read before the latest may come again; the latest itself is not to be staged. */
    private int advanceAgain() {
        atSector[AGAIN] = earlierStart;
        atLength[AGAIN] = lengths[1];
        return earlierReuse - 1;
    }

    private int advanceStride() {
        atSector[STRIDE] += stride;
        return strides - 1;
    }

    /** Whether a source expects a read so many steps on; asked for each step from 0 on. */
    boolean expects(int source, int step) {
        if (source == AGAIN && step > 0) {
            return false;
        }
        return (step == 0 ? confidence[source] : advance(source)) >= 0;
    }

    /** First sector of the read that a source has got to; may be negative. */
    long firstSector(int source) {
        return atSector[source];
    }

    long sectors(int source) {
        return atLength[source];
    }

    /** Whether a more trusted source expects as its next read what this one has got to. */
    boolean isExpectedEarlier(int source) {
        for (int i = 0; i < source; i++) {
            if (confidence[i] >= 0
                    && nextSector[i] >> 3 == atSector[source] >> 3
                    && nextLength[i] == atLength[source]) {
                return true;
            }
        }
        return false;
    }

    /** Describes the run of the latest read, which all candidates after that read share. */
    void describe(ReadRuns runs) {
        int latest = lengthClass(runs.length(0));
        int latestTwo = latest << 8 | lengthClass(runs.length(1));
        int age = ageClass(runs.requests());
        int size = Math.min(MOST_BLOCKS_CLASS, bits(runs.blocks()));
        runStart = latest << 2 | Math.min(3, runs.requests());
        runAge = latestTwo << 4 | age;
        runLengths = latestTwo << 8 | lengthClass(runs.length(2));
        runPace = (age << 8 | bits(runs.restReads())) << 8 | size;
    }

    /**
     * Describes a candidate to its odds, from the general to the special.
     *
     * @param kind of the candidate
     * @param isAgain whether it is a place read again
     * @param first its first block
     * @param last its last block
     * @param lastBlock of the latest read
     */
    void addContexts(
            int kind, boolean isAgain, long first, long last, long lastBlock, CandidateOdds odds) {
        int hash = Hashing.mix(99, kind);
        int successor = agreement(SUCCESSOR, first, last, lastBlock);
        int others = confidence[AGAIN];
        if (!isAgain) {
            others = agreement(PLACE, first, last, lastBlock) << 5;
            others |= agreement(STRIDE, first, last, lastBlock);
        }
        odds.begin();
        odds.add(hash);
        odds.add(context(hash, 1, runStart));
        odds.add(context(hash, 2, runAge));
        odds.add(context(hash, 3, runLengths));
        odds.add(context(hash, 4, successor << 10 | others));
        odds.add(context(hash, 5, runPace));
    }

    private static int context(int hash, int number, int value) {
        return Hashing.mix(Hashing.mix(hash, number), value);
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    /** Lengths up to sixteen blocks one by one, above by powers of two; a gap makes another. */
    private static int lengthClass(int length) {
        int blocks = ReadRuns.lengthOf(length);
        int known = blocks <= SHORT_LENGTH ? blocks : SHORT_LENGTH + bits(blocks / SHORT_LENGTH);
        return ReadRuns.isBeforeGap(length) ? 64 | known : known;
    }

    private static int ageClass(int requests) {
        return requests < 4 ? requests : 2 + Math.min(5, bits(requests) - 1);
    }

    /** Whether a source expects all of the blocks, some, none but others ahead, or elsewhere. */
    private int agreement(int source, long first, long last, long lastBlock) {
        if (confidence[source] < 0) {
            return 0;
        }
        long from = nextSector[source] >> 3;
        long to = (nextSector[source] + nextLength[source] - 1) >> 3;
        int relation = 4;
        if (first >= from && last <= to) {
            relation = 1;
        } else if (first <= to && last >= from) {
            relation = 2;
        } else if (from >= lastBlock - 1 && from <= lastBlock + NEAR_BLOCKS) {
            relation = 3;
        }
        return relation + confidence[source] * 4;
    }

    int memoryBytes() {
        return afterTwo.memoryBytes()
                + afterOne.memoryBytes()
                + afterPlace.memoryBytes()
                + reuse.memoryBytes();
    }

    void write(SnapshotWriter out) {
        afterTwo.write(out);
        afterOne.write(out);
        afterPlace.write(out);
        reuse.write(out);
        out.putLongs(distances);
        out.putLongs(lengths);
        out.putLong(start);
        out.putLong(earlierStart);
        out.putInt(earlierReuse);
        out.putInt(reused);
        out.putLong(stride);
        out.putInt(strides);
        out.putLong(reads);
    }

    void read(SnapshotReader in) {
        afterTwo.read(in);
        afterOne.read(in);
        afterPlace.read(in);
        reuse.read(in);
        in.getLongs(distances);
        in.getLongs(lengths);
        start = in.getLong();
        earlierStart = in.getLong();
        earlierReuse = Snapshots.requireRange("reuse", in.getInt(), 0, ReuseMemory.CLASSES);
        reused = Snapshots.requireRange("reuse", in.getInt(), 0, ReuseMemory.CLASSES);
        stride = in.getLong();
        strides = Snapshots.requireRange("strides", in.getInt(), 0, MOST_STRIDES);
        reads = in.getLong();
        if (reads > 0) {
            locate();
        }
    }
}

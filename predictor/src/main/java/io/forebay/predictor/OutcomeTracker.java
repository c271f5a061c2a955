package io.forebay.predictor;

import java.util.Arrays;

/**
 * Candidates whose outcome is still open, whether or not anybody staged them: each with the
 * contexts it was judged by, so that what becomes of it teaches them. Thus a kind of candidate that
 * nobody stages goes on being followed and can come back. Bounded: what finds its place taken
 * closes the older one as failed.
 */
final class OutcomeTracker {
    static final int NONE = -1;

    /** Reads of the function after which a candidate has failed. */
    private static final int HORIZON_READS = 128;

    /** Places looked at for each read: every place comes up several times within the horizon. */
    private static final int SWEEPS_WITHIN_HORIZON = 2;

    private final CandidateOdds odds;

    /**
     * Low half of the block number; what it mistakes for another block is rare and does no harm.
     */
    private final int[] blocks;

    /** Number of the read with which the candidate fails; 0 where the place is free. */
    private final int[] deadlines;

    private final char[] contexts;
    private final byte[] weightSets;
    private final int shift;
    private int swept;
    private int reads;

    OutcomeTracker(CandidateOdds odds, int capacity) {
        this.odds = odds;
        blocks = new int[capacity];
        deadlines = new int[capacity];
        contexts = new char[capacity * CandidateOdds.CONTEXTS];
        weightSets = new byte[capacity];
        shift = Integer.numberOfLeadingZeros(capacity) + 1;
    }

    /** Place of a block's open candidate, or {@link #NONE}. */
    int find(long block) {
        int place = placeOf(block);
        return deadlines[place] != 0 && blocks[place] == (int) block ? place : NONE;
    }

    private int placeOf(long block) {
        return Hashing.mix(0x11, block) >>> shift;
    }

    /** Whether the candidate was opened after the latest read. */
    boolean isOfLatestRead(int place) {
        return deadlines[place] == reads + HORIZON_READS;
    }

    int weightSet(int place) {
        return weightSets[place];
    }

    /**
     * Opens a candidate with the contexts that {@link CandidateOdds} holds at the moment.
     *
     * @param replaces whether it takes the place of an older one, which then counts as failed; else
     *     it is not followed where its place is taken
     */
    void open(long block, int weightSet, boolean replaces) {
        int place = placeOf(block);
        if (deadlines[place] != 0) {
            if (!replaces) {
                return;
            }
            // Not through the odds' own contexts, which are those of the new one.
            odds.learn(contexts, place * CandidateOdds.CONTEXTS, weightSets[place], 0f);
        }
        odds.copyContexts(contexts, place * CandidateOdds.CONTEXTS);
        weightSets[place] = (byte) weightSet;
        blocks[place] = (int) block;
        deadlines[place] = reads + HORIZON_READS;
    }

    /** Teaches what became of a candidate, 0 to 1, and forgets it. */
    void close(int place, float outcome) {
        odds.learn(contexts, place * CandidateOdds.CONTEXTS, weightSets[place], outcome);
        deadlines[place] = 0;
    }

    /** A read fulfils what it touches; what has waited too long fails. */
    void onRead(long firstBlock, long lastBlock) {
        closeRange(firstBlock, lastBlock, 1f);
        if (++reads > Integer.MAX_VALUE - HORIZON_READS - 1) {
            // Once in two billion reads everything is open anew.
            reads = 1;
            Arrays.fill(deadlines, 0);
        }
        int steps = SWEEPS_WITHIN_HORIZON * deadlines.length / HORIZON_READS;
        for (int i = 0; i <= steps; i++) {
            swept = (swept + 1) & (deadlines.length - 1);
            if (deadlines[swept] != 0 && deadlines[swept] <= reads) {
                close(swept, 0f);
            }
        }
    }

    /** What a write touches will not be served from what was staged before. */
    void onWrite(long firstBlock, long lastBlock) {
        closeRange(firstBlock, lastBlock, 0f);
    }

    private void closeRange(long firstBlock, long lastBlock, float outcome) {
        long last = Math.min(lastBlock, firstBlock + deadlines.length - 1);
        for (long block = firstBlock; block <= last; block++) {
            int place = find(block);
            if (place != NONE) {
                close(place, outcome);
            }
        }
    }

    int memoryBytes() {
        return blocks.length * (2 * Integer.BYTES + 1) + contexts.length * Character.BYTES;
    }

    void write(SnapshotWriter out) {
        out.putInts(blocks);
        out.putInts(deadlines);
        out.putChars(contexts);
        out.putBytes(weightSets);
        out.putInt(swept);
        out.putInt(reads);
    }

    void read(SnapshotReader in) {
        in.getInts(blocks);
        in.getInts(deadlines);
        in.getChars(contexts);
        in.getBytes(weightSets);
        swept = Snapshots.requireRange("swept place", in.getInt(), 0, blocks.length - 1);
        reads = in.getInt();
        for (char context : contexts) {
            Snapshots.requireRange("candidate context", context, 0, odds.slots() - 1);
        }
        for (byte set : weightSets) {
            Snapshots.requireRange("weight set", set, 0, odds.weightSets() - 1);
        }
    }
}

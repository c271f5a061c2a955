package io.forebay.predictor;

import java.util.Arrays;

/**
 * How often predictions of each kind come true: a predicted block of eight sectors counts as right
 * when a read touches it before the function has read 128 blocks more, half of what a prefetch
 * buffer of 1 MiB holds: what is wasted takes room too. Bounded: a prediction that finds its place
 * taken is not followed.
 */
final class OutcomeTracker {
    static final int KINDS = 64;
    static final int HORIZON_BLOCKS = 128;

    private static final int SLOTS = 1 << 10;
    private static final int QUEUE = 2 * SLOTS;

    /** Blocks of one read that are looked up. */
    private static final int MOST_BLOCKS = 64;

    /** Pessimistic start: one right in eight. */
    private static final float PRIOR = 0.125f;

    private static final int PRIOR_WEIGHT = 6;
    private static final float SLOWEST_RATE = 1f / 128;

    private final float[] probability = new float[KINDS];
    private final int[] outcomes = new int[KINDS];

    /** Predicted block plus 1; 0 where the slot is free. */
    private final long[] blocks = new long[SLOTS];

    /** Bit set of the kinds that predicted the block. */
    private final long[] kinds = new long[SLOTS];

    /** Blocks read in all beyond which the prediction has failed. */
    private final long[] deadlines = new long[SLOTS];

    /** Slots in the order of their deadlines. */
    private final int[] queue = new int[QUEUE];

    private final long[] queueDeadlines = new long[QUEUE];
    private int head;
    private int queued;
    private long blocksRead;

    OutcomeTracker() {
        Arrays.fill(probability, PRIOR);
    }

    /** Probability that a prediction of the kind comes true. */
    float probability(int kind) {
        return probability[kind];
    }

    private static int slotOf(long block) {
        return Hashing.mix(0x11, block) >>> 22;
    }

    /** Follows a prediction. */
    void expect(int kind, long block) {
        int slot = slotOf(block);
        if (blocks[slot] == block + 1) {
            kinds[slot] |= 1L << kind;
        } else if (blocks[slot] == 0 && queued < QUEUE) {
            blocks[slot] = block + 1;
            kinds[slot] = 1L << kind;
            deadlines[slot] = blocksRead + HORIZON_BLOCKS;
            int at = (head + queued) & QUEUE - 1;
            queue[at] = slot;
            queueDeadlines[at] = deadlines[slot];
            queued++;
        }
    }

    /** Judges the predictions that a read fulfils and those that have failed by now. */
    void onRead(long firstBlock, long lastBlock) {
        blocksRead += Math.min(MOST_BLOCKS, lastBlock - firstBlock + 1);
        while (queued > 0 && queueDeadlines[head] < blocksRead) {
            int slot = queue[head];
            // A slot fulfilled and taken anew has a later deadline and a later place in the queue.
            if (blocks[slot] != 0 && deadlines[slot] == queueDeadlines[head]) {
                judge(slot, 0f);
            }
            head = (head + 1) & QUEUE - 1;
            queued--;
        }
        long last = Math.min(lastBlock, firstBlock + MOST_BLOCKS - 1);
        for (long block = firstBlock; block <= last; block++) {
            int slot = slotOf(block);
            if (blocks[slot] == block + 1) {
                judge(slot, 1f);
            }
        }
    }

    private void judge(int slot, float outcome) {
        long rest = kinds[slot];
        while (rest != 0) {
            int kind = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            int n = outcomes[kind];
            float rate = Math.max(SLOWEST_RATE, 1f / (n + PRIOR_WEIGHT + 1));
            probability[kind] += (outcome - probability[kind]) * rate;
            outcomes[kind] = Math.min(n + 1, 1 << 20);
        }
        blocks[slot] = 0;
        kinds[slot] = 0;
    }

    void write(SnapshotWriter out) {
        out.putFloats(probability, PRIOR);
        out.putInts(outcomes);
        out.putLongs(blocks);
        out.putLongs(kinds);
        out.putLongs(deadlines);
        out.putInts(queue);
        out.putLongs(queueDeadlines);
        out.putInt(head);
        out.putInt(queued);
        out.putLong(blocksRead);
    }

    void read(SnapshotReader in) {
        in.getFloats(probability, PRIOR);
        in.getInts(outcomes);
        in.getLongs(blocks);
        in.getLongs(kinds);
        in.getLongs(deadlines);
        in.getInts(queue);
        in.getLongs(queueDeadlines);
        head = Snapshots.requireRange("queue head", in.getInt(), 0, QUEUE - 1);
        queued = Snapshots.requireRange("queue length", in.getInt(), 0, QUEUE);
        blocksRead = in.getLong();
        for (int slot : queue) {
            Snapshots.requireRange("queued slot", slot, 0, SLOTS - 1);
        }
    }
}

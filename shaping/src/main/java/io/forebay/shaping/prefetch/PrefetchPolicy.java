package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.schemas.PrefetchResult;
import java.nio.ByteBuffer;

/**
 * Decides, per function, which blocks to stage: candidates whose expected benefit is positive,
 * throttled by the accuracy that the device reports. A block is 4,096 bytes. One thread.
 *
 * <p>In: every request with the predictor's candidates, and what became of staged blocks. Out:
 * block ranges, none of them overlapping the request or a block already outstanding. State: the
 * outstanding blocks (at most the buffer's), and exponentially weighted accuracies. Allocates
 * nothing per request.
 */
public final class PrefetchPolicy {
    public static final int BLOCK_BYTES = 4096;

    private static final byte FORMAT_VERSION = 1;

    /** Snapshot without outstanding blocks. */
    private static final int FIXED_BYTES =
            1
                    + 3 * Integer.BYTES
                    + Long.BYTES
                    + BenefitLedger.SNAPSHOT_BYTES
                    + ReachAhead.SNAPSHOT_BYTES;

    private static final int SECTORS_PER_BLOCK_SHIFT = 3;
    private static final int BLOCK_SHIFT = 12;

    /** How an outstanding block was settled before its outcome was known. */
    private static final int SETTLED_READ = 1;

    private static final int SETTLED_STALE = 2;

    /** Blocks read, beyond as many as are live, after which a block not read is stale. */
    private static final long STALE_READ_BLOCKS = 32;

    /**
     * Expected benefit, in hits, below which a block is not staged: claims err to the high side.
     */
    private static final double LEAST_BENEFIT = 0.05;

    /** Of the candidates that do not pay, every so many is tried all the same. */
    private static final int PROBE_INTERVAL = 32;

    private static final int PROBE_BLOCKS = 8;
    private static final int LEAST_DEGREE = 4;

    private final PrefetchSettings settings;
    private final BenefitLedger ledger;
    private final OutstandingBlocks outstanding;
    private final ReachAhead reach;

    /** Blocks read so far: the clock by which staged blocks age. */
    private long readBlocks;

    private int untilProbe = PROBE_INTERVAL;

    /* Of the request at hand only. */
    private long requestFirst;
    private long requestLast;

    /** The last block that the request reads to its end; its rest may be worth staging. */
    private long requestLastWhole;

    private int blocksLeft;

    public PrefetchPolicy(PrefetchSettings settings) {
        this.settings = settings;
        ledger = new BenefitLedger(settings.wasteCost());
        outstanding = new OutstandingBlocks(settings.bufferBlocks());
        reach = new ReachAhead(settings.bufferBlocks());
    }

    /**
     * Restores a snapshot bit for bit.
     *
     * @throws IllegalArgumentException when the format version is unknown or the settings do not
     *     match
     */
    public static PrefetchPolicy fromBytes(PrefetchSettings settings, byte[] snapshot) {
        if (snapshot.length == 0 || snapshot[0] != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "unknown prefetch policy format: version="
                            + (snapshot.length == 0 ? "none" : snapshot[0]));
        }
        if (snapshot.length < FIXED_BYTES) {
            throw new IllegalArgumentException(
                    "prefetch policy snapshot is cut off: bytes=" + snapshot.length);
        }
        var in = ByteBuffer.wrap(snapshot, 1, snapshot.length - 1);
        int bufferBlocks = in.getInt();
        if (bufferBlocks != settings.bufferBlocks()) {
            throw new IllegalArgumentException(
                    "prefetch snapshot is of another buffer size: bufferBlocks=" + bufferBlocks);
        }
        var policy = new PrefetchPolicy(settings);
        policy.readBlocks = in.getLong();
        policy.untilProbe = in.getInt();
        policy.ledger.read(in);
        policy.reach.read(in);
        policy.outstanding.read(in);
        return policy;
    }

    /**
     * Takes note of a request and plans what to stage.
     *
     * @param read whether it reads; a write informs the policy and stages nothing by itself
     * @param address first byte
     * @param lengthBytes at least 1
     * @param candidates the predictor's likely next reads after this request
     */
    public void onRequest(
            boolean read, long address, long lengthBytes, Candidates candidates, PrefetchPlan out) {
        out.clear();
        requestFirst = address >> BLOCK_SHIFT;
        long lastByte = address + Math.max(1, lengthBytes) - 1;
        requestLast = Math.max(requestFirst, lastByte >> BLOCK_SHIFT);
        requestLastWhole = ((lastByte + 1) >> BLOCK_SHIFT) - 1;
        settleStale();
        if (!read) {
            resolve(PrefetchResult.INVALIDATED, requestFirst, requestLast);
            return;
        }
        // Read blocks leave room for others even before the device says what became of them.
        resolve(PrefetchResult.UNKNOWN, requestFirst, requestLast);
        long blocks = requestLast - requestFirst + 1;
        readBlocks += blocks;
        ledger.onDemand(blocks);
        blocksLeft = degree();
        for (int i = 0; i < candidates.size() && blocksLeft > 0; i++) {
            long sector = candidates.firstSector(i);
            int sectors = candidates.sectorCount(i);
            if (sector >= 0 && sectors > 0 && candidates.probability(i) > 0) {
                consider(sector, sectors, candidates.probability(i), out);
            }
        }
        if (!out.isInOrder()) {
            reorder(out);
        }
    }

    /**
     * Learns what became of staged blocks. Blocks that are not outstanding, such as those the
     * policy has given up on, are passed over.
     */
    public void onOutcome(PrefetchResult result, long firstBlock, int blockCount) {
        resolve(result, firstBlock, firstBlock + blockCount - 1);
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var out = ByteBuffer.allocate(FIXED_BYTES + outstanding.snapshotBytes() - Integer.BYTES);
        out.put(FORMAT_VERSION).putInt(settings.bufferBlocks());
        out.putLong(readBlocks).putInt(untilProbe);
        ledger.write(out);
        reach.write(out);
        outstanding.write(out);
        return out.array();
    }

    private void account(PrefetchResult result, int slot) {
        boolean countedAsWaste = outstanding.settled(slot) == SETTLED_STALE;
        switch (result) {
            case HIT -> {
                reach.onTime();
                if (countedAsWaste) {
                    ledger.onLateHit(outstanding.kind(slot));
                } else {
                    ledger.onHit(outstanding.kind(slot));
                }
            }
            case EXPIRED, EVICTED, INVALIDATED -> {
                reach.onWaste();
                if (!countedAsWaste) {
                    ledger.onWaste(outstanding.kind(slot));
                }
            }
            case OVERTAKEN -> reach.onLate(); // No cost, no gain, but a lesson.
            case DROPPED, UNKNOWN -> {
                // No cost, no gain.
            }
        }
    }

    /*
     * Hits are reported soon and waste late (when a block expires or is pushed out), so accuracy
     * counted from outcomes alone would look too good for long. If all live blocks are of use, a
     * block waits for about as many reads as there are live ones, or as it lies ahead of its
     * reader. One that waited longer is therefore counted as wasted at once, and no longer stands in the way of others; a late hit
     * takes that back.
     */
    private void settleStale() {
        int slot = outstanding.oldestUnsettled();
        while (slot != OutstandingBlocks.NONE
                && readBlocks - outstanding.stagedAt(slot)
                        > outstanding.live() + STALE_READ_BLOCKS + reach.beyondBlocks()) {
            ledger.onWaste(outstanding.kind(slot));
            outstanding.settle(slot, SETTLED_STALE);
            slot = outstanding.oldestUnsettled();
        }
    }

    private void resolve(PrefetchResult result, long first, long last) {
        if (last - first < outstanding.size()) {
            for (long block = first; block <= last; block++) {
                int slot = outstanding.find(block);
                if (slot != OutstandingBlocks.NONE) {
                    resolveSlot(result, slot);
                }
            }
            return;
        }
        int slot = outstanding.oldest();
        while (slot != OutstandingBlocks.NONE) {
            int newer = outstanding.next(slot);
            long block = outstanding.block(slot);
            if (block >= first && block <= last) {
                resolveSlot(result, slot);
            }
            slot = newer;
        }
    }

    private void resolveSlot(PrefetchResult result, int slot) {
        if (result == PrefetchResult.UNKNOWN) {
            if (outstanding.settled(slot) == 0) {
                outstanding.settle(slot, SETTLED_READ);
            }
            return;
        }
        account(result, slot);
        outstanding.remove(slot);
    }

    /**
     * Blocks that this request may stage: more the better the accuracy, and what there is room for.
     */
    private int degree() {
        double breakEven = settings.breakEvenAccuracy();
        double confidence = Math.max(0, (ledger.accuracy() - breakEven) / (1 - breakEven));
        double wanted =
                Math.max(LEAST_DEGREE, requestLast - requestFirst + 1)
                        + confidence * settings.maxBlocksPerRequest() / 2;
        double room = Math.min(settings.bufferBlocks(), ledger.affordableBlocks());
        return (int)
                Math.min(
                        Math.min(wanted, settings.maxBlocksPerRequest()),
                        room - outstanding.live());
    }

    private void consider(long sector, int sectors, float claimed, PrefetchPlan out) {
        long first = sector >> SECTORS_PER_BLOCK_SHIFT;
        long last = (sector + sectors - 1) >> SECTORS_PER_BLOCK_SHIFT;
        last = reach.lastOf(first, last, requestLast);
        first = reach.firstOf(first, requestLast);
        if (first > last) {
            return;
        }
        int kind = CandidateKind.of(first, requestFirst, requestLast, claimed);
        double accuracy = ledger.accuracy();
        double breakEven = settings.breakEvenAccuracy();
        // While prefetching does not pay, a claim counts for no more than the accuracy shown.
        double trusted = accuracy < breakEven ? Math.min(claimed, accuracy) : claimed;
        double probability = ledger.probability(kind, trusted);
        if (ledger.benefit(probability) <= LEAST_BENEFIT) {
            if (claimed < breakEven / 2 || --untilProbe > 0) {
                return;
            }
            untilProbe = PROBE_INTERVAL;
            last = Math.min(last, first + PROBE_BLOCKS - 1);
        }
        stage(first, last, kind, (float) probability, out);
    }

    /** Plans those blocks of a range that are worth staging, as runs. */
    private void stage(long first, long last, int kind, float probability, PrefetchPlan out) {
        long block = first;
        while (block <= last && blocksLeft > 0) {
            if (block >= requestFirst && block <= requestLastWhole) {
                block = requestLastWhole + 1;
            } else if (outstanding.find(block) != OutstandingBlocks.NONE) {
                block++;
            } else {
                int run = freshRun(block, last);
                if (!out.addJoined(block, run, probability)) {
                    blocksLeft = 0;
                    return;
                }
                for (int i = 0; i < run; i++) {
                    hold(block + i, kind);
                }
                blocksLeft -= run;
                block += run;
            }
        }
    }

    /** Blocks from {@code first} on that are neither outstanding nor in the request. */
    private int freshRun(long first, long last) {
        int run = 1;
        while (run < blocksLeft
                && first + run <= last
                && first + run != requestFirst
                && outstanding.find(first + run) == OutstandingBlocks.NONE) {
            run++;
        }
        return run;
    }

    /** Notes a block as staged; the oldest makes room, as it does in the device. */
    private void hold(long block, int kind) {
        if (outstanding.isFull()) {
            int oldest = outstanding.oldest();
            if (outstanding.settled(oldest) != SETTLED_READ) {
                account(PrefetchResult.EVICTED, oldest);
            }
            outstanding.remove(oldest);
        }
        outstanding.add(block, readBlocks, kind);
    }

    /** Notes the plan's blocks in the order in which the device will stage them. */
    private void reorder(PrefetchPlan plan) {
        for (int i = 0; i < plan.size(); i++) {
            long end = plan.firstBlock(i) + plan.blockCount(i);
            for (long block = plan.firstBlock(i); block < end; block++) {
                int slot = outstanding.find(block);
                int kind = outstanding.kind(slot);
                outstanding.remove(slot);
                outstanding.add(block, readBlocks, kind);
            }
        }
    }
}

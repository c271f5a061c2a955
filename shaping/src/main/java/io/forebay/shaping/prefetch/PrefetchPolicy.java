package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.schemas.PrefetchResult;
import java.nio.ByteBuffer;

/**
 * Decides, per function, which blocks to stage: candidates whose expected benefit is more than the
 * price of their place in the buffer, as long as what is at risk can be afforded. A block is 4,096
 * bytes. One thread.
 *
 * <p>In: every request with the predictor's candidates, and what became of staged blocks. Out:
 * block ranges, none of them overlapping the request or a block already outstanding. State: the
 * outstanding blocks (at most the buffer's), the balance of benefit, the price of a place.
 * Allocates nothing per request.
 */
public final class PrefetchPolicy {
    public static final int BLOCK_BYTES = 4096;

    private static final byte FORMAT_VERSION = 1;

    /** Snapshot without outstanding blocks. */
    private static final int FIXED_BYTES =
            1
                    + 2 * Integer.BYTES
                    + Long.BYTES
                    + BenefitLedger.SNAPSHOT_BYTES
                    + EvictionRegret.SNAPSHOT_BYTES
                    + ReachAhead.SNAPSHOT_BYTES;

    private static final int SECTORS_PER_BLOCK_SHIFT = 3;
    private static final int BLOCK_SHIFT = 12;

    /** How an outstanding block was settled before its outcome was known. */
    private static final int SETTLED_READ = 1;

    private static final int SETTLED_STALE = 2;

    /** Blocks read, beyond as many as are live, after which a block not read is stale. */
    private static final long STALE_READ_BLOCKS = 32;

    /**
     * Expected benefit, in hits, below which a block is not staged: the best of many claims err to
     * the high side.
     */
    private static final double LEAST_BENEFIT = 0.05;

    /** Of the oldest blocks, how many the one of least value is chosen from. */
    private static final int EVICTION_CHOICE = 32;

    private final PrefetchSettings settings;
    private final BenefitLedger ledger;
    private final OutstandingBlocks outstanding;
    private final ReachAhead reach;
    private final EvictionRegret regret = new EvictionRegret();

    /** Blocks read so far: the clock by which staged blocks age. */
    private long readBlocks;

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
        policy.ledger.read(in);
        policy.reach.read(in);
        policy.regret.read(in);
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
        regret.onRead(requestFirst, requestLast);
        blocksLeft = affordableBlocks();
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

    /**
     * Forgets what it takes to be staged: the device lost it, which says nothing of whether staging
     * was right. What was learned of benefit, reach and prices stays.
     */
    public void forgetStaged() {
        while (outstanding.size() > 0) {
            outstanding.remove(outstanding.oldest());
        }
    }

    /**
     * Whether what is staged after the next request is in time for the one after it, as far as the
     * device's reports tell: what the predictor needs to know to look far enough ahead.
     */
    public boolean stagingMayWait() {
        return reach.mayWait();
    }

    /**
     * Whether a block is taken to be in the prefetch buffer, read or not. One that was staged and
     * is not held any more had to make room.
     */
    public boolean holds(long block) {
        return outstanding.find(block) != OutstandingBlocks.NONE;
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var out = ByteBuffer.allocate(FIXED_BYTES + outstanding.snapshotBytes() - Integer.BYTES);
        out.put(FORMAT_VERSION).putInt(settings.bufferBlocks());
        out.putLong(readBlocks);
        ledger.write(out);
        reach.write(out);
        regret.write(out);
        outstanding.write(out);
        return out.array();
    }

    private void account(PrefetchResult result, int slot) {
        boolean countedAsWaste = outstanding.settled(slot) == SETTLED_STALE;
        switch (result) {
            case HIT -> {
                reach.onTime();
                if (countedAsWaste) {
                    ledger.onLateHit();
                } else {
                    ledger.onHit();
                }
            }
            case EXPIRED, EVICTED, INVALIDATED -> {
                reach.onWaste();
                if (!countedAsWaste) {
                    ledger.onWaste();
                }
                if (result == PrefetchResult.EVICTED) {
                    regret.onEvicted(outstanding.block(slot));
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
            ledger.onWaste();
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

    /** Blocks that this request may stage. */
    private int affordableBlocks() {
        double room = Math.min(settings.bufferBlocks(), ledger.affordableBlocks());
        return (int) Math.min(settings.maxBlocksPerRequest(), room - outstanding.live());
    }

    private void consider(long sector, int sectors, float probability, PrefetchPlan out) {
        if (ledger.benefit(probability - regret.price()) <= LEAST_BENEFIT) {
            return;
        }
        long first = sector >> SECTORS_PER_BLOCK_SHIFT;
        long last = (sector + sectors - 1) >> SECTORS_PER_BLOCK_SHIFT;
        last = reach.lastOf(first, last, requestLast);
        first = reach.firstOf(first, requestLast);
        stage(first, last, probability, out);
    }

    /** Plans those blocks of a range that are worth staging, as runs. */
    private void stage(long first, long last, float probability, PrefetchPlan out) {
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
                    hold(block + i, probability);
                    regret.onStaged();
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

    /** Notes a block as staged; another makes room, as it does in the device. */
    private void hold(long block, float probability) {
        if (outstanding.isFull()) {
            int slot = slotToEvict();
            if (outstanding.settled(slot) != SETTLED_READ) {
                account(PrefetchResult.EVICTED, slot);
            }
            outstanding.remove(slot);
        }
        outstanding.add(block, readBlocks, probability);
    }

    private int slotToEvict() {
        int slot = outstanding.oldest();
        if (settings.eviction() == EvictionRule.OLDEST) {
            return slot;
        }
        int least = slot;
        double leastValue = Double.POSITIVE_INFINITY;
        for (int i = 0; i < EVICTION_CHOICE && slot != OutstandingBlocks.NONE; i++) {
            double value = valueOf(slot);
            if (value < leastValue) {
                least = slot;
                leastValue = value;
            }
            slot = outstanding.next(slot);
        }
        return least;
    }

    /** A block is the less likely to be read the longer it has waited in vain. */
    private double valueOf(int slot) {
        if (outstanding.settled(slot) != 0) {
            return outstanding.settled(slot) == SETTLED_READ ? -1 : 0;
        }
        double age = readBlocks - outstanding.stagedAt(slot);
        return outstanding.probability(slot) / (1 + age / settings.bufferBlocks());
    }

    /** Notes the plan's blocks in the order in which the device will stage them. */
    private void reorder(PrefetchPlan plan) {
        for (int i = 0; i < plan.size(); i++) {
            long end = plan.firstBlock(i) + plan.blockCount(i);
            for (long block = plan.firstBlock(i); block < end; block++) {
                int slot = outstanding.find(block);
                float probability = outstanding.probability(slot);
                outstanding.remove(slot);
                outstanding.add(block, readBlocks, probability);
            }
        }
    }
}

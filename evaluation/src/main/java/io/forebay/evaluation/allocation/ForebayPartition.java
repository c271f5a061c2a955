package io.forebay.evaluation.allocation;

import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.NeedMeter;
import java.util.Arrays;

/**
 * Forebay's hard partition: at the end of each window every function keeps what it holds, and the
 * free memory is shared out so that each function's need of the next window exceeds its share with
 * about the same probability, learned from its past windows.
 */
final class ForebayPartition implements MemoryPolicy {
    /** A floor is one in so many of an equal share of the free memory. */
    private static final int FLOORS_IN_EQUAL_SHARE = 20;

    private final long windowNanos;
    private final NeedMeter meter;
    private final DemandNeed[] needs;
    private final ForebayShares shares = new ForebayShares();
    private final long[] previousBytes;
    private final long[] shareBytes;

    ForebayPartition(SharedMemory memory, long windowNanos) {
        int functions = memory.functionCount();
        this.windowNanos = windowNanos;
        meter = new NeedMeter(memory.drainRates());
        needs = new DemandNeed[functions];
        Arrays.setAll(needs, f -> new DemandNeed());
        previousBytes = new long[functions];
        shareBytes = new long[functions];
        Arrays.fill(shareBytes, memory.budgetBytes() / functions);
    }

    @Override
    public long windowNanos() {
        return windowNanos;
    }

    @Override
    public void onWindow(SharedMemory memory, long nanos) {
        int functions = needs.length;
        for (int f = 0; f < functions; f++) {
            needs[f].onWindow(meter.neededBytes(f), meter.offeredBytes(f));
            meter.begin(f, memory.queuedBytes(f), nanos);
        }
        long free = memory.freeBytes();
        long floor = free / functions / FLOORS_IN_EQUAL_SHARE;
        shares.share(free, floor, 0, needs, previousBytes, shareBytes);
        for (int f = 0; f < functions; f++) {
            shareBytes[f] += memory.queuedBytes(f);
        }
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        MemoryWorkload workload = memory.workload();
        int f = workload.function(element);
        int bytes = workload.lengthBytes(element);
        meter.offer(f, bytes, workload.timeNanos(element));
        return memory.queuedBytes(f) + bytes <= shareBytes[f];
    }
}

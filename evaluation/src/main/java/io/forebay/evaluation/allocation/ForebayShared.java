package io.forebay.evaluation.allocation;

import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import io.forebay.shaping.allocation.NeedMeter;
import io.forebay.shaping.allocation.SharedPool;
import java.util.Arrays;

/**
 * Forebay's shared slots: one pool in which each function is guaranteed what it needs in every
 * second window, as learned from its past ones, and the rest is open to all; nothing that was let
 * in is dropped.
 */
final class ForebayShared implements MemoryPolicy {
    private static final long WINDOW_NANOS = 10_000_000;
    private final Guarantees guarantees;
    private final SharedPool pool;
    private final NeedMeter meter;
    private final DemandNeed[] needs;

    ForebayShared(SharedMemory memory) {
        int functions = memory.functionCount();
        guarantees = new Guarantees(memory.budgetBytes(), 0);
        pool = new SharedPool(memory.budgetBytes());
        meter = new NeedMeter(memory.drainRates());
        needs = new DemandNeed[functions];
        var rates = new double[functions];
        for (int f = 0; f < functions; f++) {
            pool.addFunction();
            rates[f] = memory.drainBytesPerSecond(f);
        }
        Arrays.setAll(needs, f -> new DemandNeed());
        pool.setDrainRates(rates);
    }

    @Override
    public long windowNanos() {
        return WINDOW_NANOS;
    }

    @Override
    public void onWindow(SharedMemory memory, long nanos) {
        long budget = memory.budgetBytes();
        for (int f = 0; f < needs.length; f++) {
            needs[f].onWindow(meter.neededBytes(f), meter.offeredBytes(f));
            meter.begin(f, memory.queuedBytes(f), nanos);
            pool.entitle(f, guarantees.of(needs[f], needs.length), budget);
        }
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        MemoryWorkload workload = memory.workload();
        int f = workload.function(element);
        int bytes = workload.lengthBytes(element);
        meter.offer(f, bytes, workload.timeNanos(element));
        for (int g = 0; g < needs.length; g++) {
            pool.release(g, pool.heldBytes(g) - memory.queuedBytes(g));
        }
        return pool.admits(f, bytes);
    }

    @Override
    public void onOffered(SharedMemory memory, int element, boolean isAccepted) {
        if (isAccepted) {
            MemoryWorkload workload = memory.workload();
            pool.take(workload.function(element), workload.lengthBytes(element));
        }
    }
}

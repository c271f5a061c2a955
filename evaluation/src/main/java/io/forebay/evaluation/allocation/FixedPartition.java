package io.forebay.evaluation.allocation;

import java.util.Arrays;

/** A hard partition that never changes. */
final class FixedPartition implements MemoryPolicy {
    private final long[] shareBytes;

    private FixedPartition(long[] shareBytes) {
        this.shareBytes = shareBytes;
    }

    static FixedPartition equal(SharedMemory memory) {
        var shares = new long[memory.functionCount()];
        Arrays.fill(shares, memory.budgetBytes() / shares.length);
        return new FixedPartition(shares);
    }

    /** In proportion to what each function offers in the whole replay, known in hindsight. */
    static FixedPartition byOfferedBytes(SharedMemory memory) {
        var offered = new long[memory.functionCount()];
        for (int f = 0; f < offered.length; f++) {
            offered[f] = memory.workload().offeredBytes(f);
        }
        var shares = new long[offered.length];
        new ReferenceShares().withoutFloor(offered, memory.budgetBytes(), shares);
        return new FixedPartition(shares);
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        int f = memory.workload().function(element);
        return memory.queuedBytes(f) + memory.workload().lengthBytes(element) <= shareBytes[f];
    }
}

package io.forebay.evaluation.allocation;

import java.util.Arrays;

/**
 * A hard partition that is computed anew at the end of each window, from equal shares at first. A
 * function that holds more than its share keeps it and gets nothing new until it has drained.
 */
final class WindowPartition implements MemoryPolicy {
    private final WindowWeight weight;
    private final long windowNanos;
    private final boolean sharesFreeMemory;
    private final ReferenceShares shares = new ReferenceShares();
    private final long[] windowBytes;
    private final long[] weights;
    private final long[] shareBytes;

    /**
     * A partition of a memory that is empty.
     *
     * @param sharesFreeMemory whether functions keep what they hold and only the free memory is
     *     shared out
     */
    WindowPartition(
            SharedMemory memory, WindowWeight weight, long windowNanos, boolean sharesFreeMemory) {
        this.weight = weight;
        this.windowNanos = windowNanos;
        this.sharesFreeMemory = sharesFreeMemory;
        windowBytes = new long[memory.functionCount()];
        weights = new long[windowBytes.length];
        shareBytes = new long[windowBytes.length];
        Arrays.fill(shareBytes, memory.budgetBytes() / shareBytes.length);
    }

    @Override
    public long windowNanos() {
        return windowNanos;
    }

    @Override
    public void onWindow(SharedMemory memory, long nanos) {
        for (int f = 0; f < weights.length; f++) {
            weights[f] = weight.weigh(memory, f, windowBytes[f], nanos);
            windowBytes[f] = 0;
        }
        if (!sharesFreeMemory) {
            shares.withFloor(weights, memory.budgetBytes(), shareBytes);
            return;
        }
        shares.withFloor(weights, memory.freeBytes(), shareBytes);
        for (int f = 0; f < shareBytes.length; f++) {
            shareBytes[f] += memory.queuedBytes(f);
        }
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        int f = memory.workload().function(element);
        int bytes = memory.workload().lengthBytes(element);
        windowBytes[f] += bytes;
        return memory.queuedBytes(f) + bytes <= shareBytes[f];
    }
}

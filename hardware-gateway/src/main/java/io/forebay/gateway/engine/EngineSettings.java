package io.forebay.gateway.engine;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * How fast an emulated offload engine is and what it keeps. A service takes its overhead plus its
 * bytes at the rate, rounded up to whole nanoseconds.
 *
 * @param deviceId device the functions belong to, the part of a function id before the first '/'
 * @param bufferBudgetBytes buffer memory that pending elements of all functions share
 * @param storageChannels transfers the backing store works on at a time, 1 to 1024
 * @param storageOverheadNanos fixed cost of a block command or a read of a network block protocol
 * @param storageBytesPerSecond rate of one storage channel
 * @param memoryOverheadNanos fixed cost of a read of host memory by a TLP
 * @param memoryBytesPerSecond rate at which a channel reads host memory for a TLP
 * @param linkOverheadNanos fixed cost of a transfer over the link
 * @param linkBytesPerSecond rate of the link
 * @param agingNanos an element that waited this long since its arrival goes before all priorities
 * @param tagValidityNanos how long a function's newest tag sets the priority of elements that
 *     arrive
 * @param prefetchBlocksPerFunction blocks of 4,096 bytes a function's prefetch buffer holds
 * @param prefetchChunkBlocks most blocks fetched in one background transfer
 * @param historyLength completed elements kept per function, a power of two
 * @param priorities how elements get their priorities
 */
public record EngineSettings(
        String deviceId,
        long bufferBudgetBytes,
        int storageChannels,
        long storageOverheadNanos,
        long storageBytesPerSecond,
        long memoryOverheadNanos,
        long memoryBytesPerSecond,
        long linkOverheadNanos,
        long linkBytesPerSecond,
        long agingNanos,
        long tagValidityNanos,
        int prefetchBlocksPerFunction,
        int prefetchChunkBlocks,
        int historyLength,
        PrioritySettings priorities) {
    private static final long MAX_BUDGET_BYTES = 1L << 46;
    private static final long MAX_BYTES_PER_SECOND = 1L << 50;

    public EngineSettings {
        if (deviceId == null || deviceId.isEmpty() || deviceId.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "device id is empty or holds a '/': deviceId=" + deviceId);
        }
        requireNonNull(priorities, "priorities");
        requireRange("bufferBudgetBytes", bufferBudgetBytes, 1, MAX_BUDGET_BYTES);
        requireRange("storageChannels", storageChannels, 1, 1024);
        requireRange("storageOverheadNanos", storageOverheadNanos, 0, Long.MAX_VALUE);
        requireRange("storageBytesPerSecond", storageBytesPerSecond, 1, MAX_BYTES_PER_SECOND);
        requireRange("memoryOverheadNanos", memoryOverheadNanos, 0, Long.MAX_VALUE);
        requireRange("memoryBytesPerSecond", memoryBytesPerSecond, 1, MAX_BYTES_PER_SECOND);
        requireRange("linkOverheadNanos", linkOverheadNanos, 0, Long.MAX_VALUE);
        requireRange("linkBytesPerSecond", linkBytesPerSecond, 1, MAX_BYTES_PER_SECOND);
        requireRange("agingNanos", agingNanos, 0, Long.MAX_VALUE);
        requireRange("tagValidityNanos", tagValidityNanos, 0, Long.MAX_VALUE);
        requireRange("prefetchBlocksPerFunction", prefetchBlocksPerFunction, 0, 1 << 20);
        requireRange("prefetchChunkBlocks", prefetchChunkBlocks, 1, 4096);
        requireRange("historyLength", historyLength, 1, 1 << 20);
        if (Integer.bitCount(historyLength) != 1) {
            throw new IllegalArgumentException(
                    "history length is not a power of two: historyLength=" + historyLength);
        }
    }

    /** A device of the class of a data-centre NVMe drive behind a PCIe 3.0 x4 link. */
    public static EngineSettings defaults(String deviceId) {
        return new EngineSettings(
                deviceId,
                16L << 20,
                4,
                200_000,
                500_000_000,
                500,
                8_000_000_000L,
                1_000,
                3_200_000_000L,
                300_000_000,
                1_000_000_000,
                1024,
                32,
                4096,
                PrioritySettings.defaults());
    }

    public EngineSettings withBufferBudgetBytes(long bytes) {
        return with(copy -> copy.bufferBudgetBytes = bytes);
    }

    public EngineSettings withStorage(int channels, long overheadNanos, long bytesPerSecond) {
        return with(
                copy -> {
                    copy.storageChannels = channels;
                    copy.storageOverheadNanos = overheadNanos;
                    copy.storageBytesPerSecond = bytesPerSecond;
                });
    }

    public EngineSettings withLink(long overheadNanos, long bytesPerSecond) {
        return with(
                copy -> {
                    copy.linkOverheadNanos = overheadNanos;
                    copy.linkBytesPerSecond = bytesPerSecond;
                });
    }

    public EngineSettings withAgingNanos(long nanos) {
        return with(copy -> copy.agingNanos = nanos);
    }

    public EngineSettings withPrefetch(int blocksPerFunction, int chunkBlocks) {
        return with(
                copy -> {
                    copy.prefetchBlocksPerFunction = blocksPerFunction;
                    copy.prefetchChunkBlocks = chunkBlocks;
                });
    }

    public EngineSettings withHistoryLength(int elements) {
        return with(copy -> copy.historyLength = elements);
    }

    public EngineSettings withPriorities(PrioritySettings settings) {
        return with(copy -> copy.priorities = settings);
    }

    private EngineSettings with(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.settings();
    }

    /** The values that can be changed, on their way to new settings. */
    private static final class Copy {
        private final EngineSettings origin;
        private long bufferBudgetBytes;
        private int storageChannels;
        private long storageOverheadNanos;
        private long storageBytesPerSecond;
        private long linkOverheadNanos;
        private long linkBytesPerSecond;
        private long agingNanos;
        private int prefetchBlocksPerFunction;
        private int prefetchChunkBlocks;
        private int historyLength;
        private PrioritySettings priorities;

        private Copy(EngineSettings origin) {
            this.origin = origin;
            bufferBudgetBytes = origin.bufferBudgetBytes;
            storageChannels = origin.storageChannels;
            storageOverheadNanos = origin.storageOverheadNanos;
            storageBytesPerSecond = origin.storageBytesPerSecond;
            linkOverheadNanos = origin.linkOverheadNanos;
            linkBytesPerSecond = origin.linkBytesPerSecond;
            agingNanos = origin.agingNanos;
            prefetchBlocksPerFunction = origin.prefetchBlocksPerFunction;
            prefetchChunkBlocks = origin.prefetchChunkBlocks;
            historyLength = origin.historyLength;
            priorities = origin.priorities;
        }

        private EngineSettings settings() {
            return new EngineSettings(
                    origin.deviceId,
                    bufferBudgetBytes,
                    storageChannels,
                    storageOverheadNanos,
                    storageBytesPerSecond,
                    origin.memoryOverheadNanos,
                    origin.memoryBytesPerSecond,
                    linkOverheadNanos,
                    linkBytesPerSecond,
                    agingNanos,
                    origin.tagValidityNanos,
                    prefetchBlocksPerFunction,
                    prefetchChunkBlocks,
                    historyLength,
                    priorities);
        }
    }

    private static void requireRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name
                            + " is out of range: "
                            + name
                            + "="
                            + value
                            + ", allowed "
                            + least
                            + " to "
                            + most);
        }
    }
}

package io.forebay.shaping.prefetch;

import java.util.Objects;

/**
 * When a prefetch is worth its cost.
 *
 * @param wasteCost cost of a wasted block, as a share of what a hit saves; above 0
 * @param maxBlocksPerRequest most blocks one request may cause to be staged; at least 1
 * @param bufferBlocks blocks of the function's prefetch buffer; 1 to 2^20
 * @param eviction which block makes room when the buffer is full
 */
public record PrefetchSettings(
        double wasteCost, int maxBlocksPerRequest, int bufferBlocks, EvictionRule eviction) {
    private static final int MOST_BUFFER_BLOCKS = 1 << 20;

    public PrefetchSettings {
        Objects.requireNonNull(eviction, "eviction");
        if (!(wasteCost > 0 && wasteCost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "wasteCost must be above 0 and finite: wasteCost=" + wasteCost);
        }
        if (maxBlocksPerRequest < 1) {
            throw new IllegalArgumentException(
                    "maxBlocksPerRequest must be at least 1: maxBlocksPerRequest="
                            + maxBlocksPerRequest);
        }
        if (bufferBlocks < 1 || bufferBlocks > MOST_BUFFER_BLOCKS) {
            throw new IllegalArgumentException(
                    "bufferBlocks must be 1 to 1048576: bufferBlocks=" + bufferBlocks);
        }
    }

    /** Settings of a buffer that is a ring, as the gateway's is. */
    public PrefetchSettings(double wasteCost, int maxBlocksPerRequest, int bufferBlocks) {
        this(wasteCost, maxBlocksPerRequest, bufferBlocks, EvictionRule.OLDEST);
    }

    public static PrefetchSettings defaults() {
        return new PrefetchSettings(0.5, 64, 512);
    }
}

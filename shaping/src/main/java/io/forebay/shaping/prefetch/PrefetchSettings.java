package io.forebay.shaping.prefetch;

/**
 * When a prefetch is worth its cost.
 *
 * @param wasteCost cost of a wasted block, as a share of what a hit saves; above 0
 * @param maxBlocksPerRequest most blocks one request may cause to be staged; at least 1
 * @param bufferBlocks blocks of the function's prefetch buffer; 1 to 2^20
 */
public record PrefetchSettings(double wasteCost, int maxBlocksPerRequest, int bufferBlocks) {
    private static final int MOST_BUFFER_BLOCKS = 1 << 20;

    public PrefetchSettings {
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

    public static PrefetchSettings defaults() {
        return new PrefetchSettings(0.5, 64, 512);
    }

    /** Share of staged blocks that must be read for prefetching to cost nothing. */
    double breakEvenAccuracy() {
        return wasteCost / (1 + wasteCost);
    }
}

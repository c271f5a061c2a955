package io.forebay.shaping.prefetch;

/**
 * When a prefetch is worth its cost.
 *
 * @param wasteCost cost of a wasted block, as a share of what a hit saves
 * @param maxBlocksPerRequest most blocks one request may cause to be staged
 * @param bufferBlocks blocks of the function's prefetch buffer
 */
public record PrefetchSettings(double wasteCost, int maxBlocksPerRequest, int bufferBlocks) {
    public static PrefetchSettings defaults() {
        return new PrefetchSettings(0.5, 64, 256);
    }
}

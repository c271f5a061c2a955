package io.forebay.gateway.prefetch;

/**
 * Prefetch accounting in blocks of 4,096 bytes. What was issued is a hit, wasted, or still held:
 * {@code issuedBlocks == hitBlocks + wastedBlocks() + heldBlocks}.
 *
 * @param demandBlocks blocks touched by reads
 * @param hitBlocks touches that found the block staged or on its way
 * @param issuedBlocks blocks fetched, or being fetched, in the background
 * @param expiredBlocks fetched, and not read before the expiry
 * @param evictedBlocks fetched, and pushed out by newer ones
 * @param invalidatedBlocks fetched, and overwritten before they were read
 * @param overtakenBlocks read before the fetch began
 * @param droppedBlocks asked for and never fetched for another reason
 * @param heldBlocks staged or in flight and neither read nor given up
 */
public record PrefetchCounts(
        long demandBlocks,
        long hitBlocks,
        long issuedBlocks,
        long expiredBlocks,
        long evictedBlocks,
        long invalidatedBlocks,
        long overtakenBlocks,
        long droppedBlocks,
        long heldBlocks) {
    public static final PrefetchCounts NONE = new PrefetchCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Blocks fetched for nothing. */
    public long wastedBlocks() {
        return expiredBlocks + evictedBlocks + invalidatedBlocks;
    }

    /** Hits per demanded block; 0 without demand. */
    public double coverage() {
        return demandBlocks == 0 ? 0 : (double) hitBlocks / demandBlocks;
    }

    /** Hits per fetched block; 0 where nothing was fetched. */
    public double accuracy() {
        return issuedBlocks == 0 ? 0 : (double) hitBlocks / issuedBlocks;
    }

    /** Coverage less half a hit for each wasted block; 0 without demand. */
    public double netBenefit() {
        return demandBlocks == 0 ? 0 : coverage() - 0.5 * (issuedBlocks - hitBlocks) / demandBlocks;
    }

    public PrefetchCounts plus(PrefetchCounts other) {
        return new PrefetchCounts(
                saturatingSum(demandBlocks, other.demandBlocks),
                hitBlocks + other.hitBlocks,
                issuedBlocks + other.issuedBlocks,
                expiredBlocks + other.expiredBlocks,
                evictedBlocks + other.evictedBlocks,
                invalidatedBlocks + other.invalidatedBlocks,
                overtakenBlocks + other.overtakenBlocks,
                droppedBlocks + other.droppedBlocks,
                heldBlocks + other.heldBlocks);
    }

    /** A read may name the whole address space, so demand can reach the end of the numbers. */
    private static long saturatingSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}

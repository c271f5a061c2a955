package io.forebay.shaping.allocation;

/**
 * Shares a device's buffer budget out by forecast demand: floors first, the rest by need, exactly.
 * Not thread safe.
 */
public final class AllocationPolicy {
    /**
     * Sets what every function is guaranteed and how steady shares are.
     *
     * @param floorBytes every function gets at least this, as long as the budget holds that much
     * @param hysteresis share of a function's space by which its need must differ before any share
     *     moves, 0 to 1
     */
    public AllocationPolicy(long floorBytes, double hysteresis) {
        throw new UnsupportedOperationException();
    }

    /**
     * Shares {@code budgetBytes} out among {@code count} functions; the shares add up to the
     * budget.
     *
     * @param needBytes forecast need of each function, at least 0; values that are not numbers
     *     count as 0
     * @param previousBytes shares in force, all 0 at first
     * @param shareBytes takes the result
     * @return whether any share differs from the previous ones
     */
    public boolean allocate(
            long budgetBytes,
            int count,
            double[] needBytes,
            long[] previousBytes,
            long[] shareBytes) {
        throw new UnsupportedOperationException();
    }
}

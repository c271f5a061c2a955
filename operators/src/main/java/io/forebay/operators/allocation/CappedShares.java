package io.forebay.operators.allocation;

import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;
import java.util.Arrays;

/**
 * Shares a budget out among functions with floors and ceilings of their own: what one may not hold
 * goes to the others. Bytes. One thread.
 */
final class CappedShares {
    private final long budgetBytes;
    private final CommonTail commonTail = new CommonTail();
    private final AllocationPolicy policy;

    /**
     * Shares of one budget.
     *
     * @param hysteresis share of a function's space by which its need must differ, 0 to 1
     */
    CappedShares(long budgetBytes, double hysteresis) {
        this.budgetBytes = budgetBytes;
        policy = new AllocationPolicy(0, hysteresis);
    }

    /**
     * The share of each function; they add up to the budget unless every function is at its
     * ceiling.
     *
     * @param previousBytes shares in force
     * @param ceilingBytes none below its floor
     */
    long[] of(DemandNeed[] needs, long[] previousBytes, long[] floorBytes, long[] ceilingBytes) {
        int count = needs.length;
        var shares = new long[count];
        var isCapped = new boolean[count];
        var open = new int[count];
        long left = budgetBytes;
        int openCount = count;
        for (int i = 0; i < count; i++) {
            open[i] = i;
        }
        boolean isSettled = count == 0;
        while (!isSettled && openCount > 0) {
            long[] part = share(left, open, openCount, needs, previousBytes, floorBytes);
            isSettled = true;
            for (int k = 0; k < openCount; k++) {
                int i = open[k];
                shares[i] = Math.min(part[k], ceilingBytes[i]);
                if (part[k] > ceilingBytes[i]) {
                    isCapped[i] = true;
                    left -= ceilingBytes[i];
                    isSettled = false;
                }
            }
            int kept = 0;
            for (int k = 0; k < openCount; k++) {
                if (!isCapped[open[k]]) {
                    open[kept++] = open[k];
                }
            }
            openCount = kept;
        }
        return shares;
    }

    private long[] share(
            long bytes,
            int[] open,
            int count,
            DemandNeed[] needs,
            long[] previousBytes,
            long[] floorBytes) {
        var theirNeeds = new DemandNeed[count];
        var previous = new long[count];
        var floors = new long[count];
        for (int k = 0; k < count; k++) {
            theirNeeds[k] = needs[open[k]];
            previous[k] = previousBytes[open[k]];
            floors[k] = floorBytes[open[k]];
        }
        var needBytes = new double[count];
        var shares = new long[count];
        commonTail.solve(bytes, floors, count, theirNeeds, needBytes);
        policy.allocate(bytes, count, floors, needBytes, previous, shares);
        return Arrays.copyOf(shares, count);
    }
}

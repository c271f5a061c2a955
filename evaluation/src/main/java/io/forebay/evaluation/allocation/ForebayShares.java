package io.forebay.evaluation.allocation;

import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;

/**
 * Decides how a memory is shared out at the end of a window, so that each function's need of the
 * next window exceeds its share with about the same probability. Bytes. One thread.
 */
public final class ForebayShares {
    private final CommonTail commonTail = new CommonTail();
    private double[] needBytes = new double[0];

    /**
     * Shares out.
     *
     * @param budgetBytes what there is to share
     * @param floorBytes least share of a function
     * @param hysteresis how far shares must differ from those before to move, as {@link
     *     AllocationPolicy} has it
     * @param needs of the functions, the window that ended included
     * @param previousBytes shares before, 0 where there was none
     * @param shareBytes takes the shares
     */
    public void share(
            long budgetBytes,
            long floorBytes,
            double hysteresis,
            DemandNeed[] needs,
            long[] previousBytes,
            long[] shareBytes) {
        int functions = needs.length;
        if (needBytes.length < functions) {
            needBytes = new double[functions];
        }
        commonTail.solve(budgetBytes, floorBytes, functions, needs, needBytes);
        new AllocationPolicy(floorBytes, hysteresis)
                .allocate(budgetBytes, functions, needBytes, previousBytes, shareBytes);
    }
}

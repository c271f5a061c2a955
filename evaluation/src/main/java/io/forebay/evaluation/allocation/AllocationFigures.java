package io.forebay.evaluation.allocation;

import java.util.List;

/**
 * What was lost of a mix with one size of the memory, as it is written as JSON.
 *
 * @param mix name of the mix
 * @param drain rate of each backend relative to its function's mean rate
 * @param bufferBytes size of the memory
 * @param requests replayed
 * @param functions that share the memory
 * @param offeredBytes of all functions
 * @param policies a row for each policy
 */
public record AllocationFigures(
        String mix,
        double drain,
        long bufferBytes,
        long requests,
        int functions,
        long offeredBytes,
        List<Policy> policies) {
    public AllocationFigures {
        policies = List.copyOf(policies);
    }

    /**
     * One policy.
     *
     * @param kind how the memory is divided
     * @param lostPercent of all bytes offered
     * @param worstFunctionPercent of the bytes that the function offered which lost most
     * @param lostBytes of all functions
     * @param lostBytesByFunction in the order of the mix
     */
    public record Policy(
            String name,
            String kind,
            double lostPercent,
            double worstFunctionPercent,
            long lostBytes,
            List<Long> lostBytesByFunction) {
        public Policy {
            lostBytesByFunction = List.copyOf(lostBytesByFunction);
        }
    }
}

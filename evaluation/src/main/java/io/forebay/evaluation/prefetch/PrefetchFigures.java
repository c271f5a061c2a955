package io.forebay.evaluation.prefetch;

import java.util.List;
import java.util.Objects;

/**
 * What rules and policy brought on one trace with one size of buffer.
 *
 * @param trace name of the file
 * @param bufferBlocks blocks of 4,096 bytes that each stream's buffer holds
 * @param demandBlocks blocks that the reads touch
 * @param policies from nothing to the oracle
 */
public record PrefetchFigures(
        String trace, int bufferBlocks, long demandBlocks, List<Policy> policies) {
    /** What a wasted block costs, as a share of what a hit saves. */
    static final double WASTE_COST = 0.5;

    /**
     * One policy.
     *
     * @param coverage share of the blocks read that were staged
     * @param accuracy share of the staged blocks that were read
     * @param requestCoverage share of the reads all of whose blocks were staged
     * @param traffic blocks fetched from the device for each block read
     * @param netBenefit coverage less half a hit for each wasted block
     */
    public record Policy(
            String name,
            double coverage,
            double accuracy,
            double requestCoverage,
            double traffic,
            double netBenefit) {
        public Policy {
            Objects.requireNonNull(name, "name");
        }
    }

    public PrefetchFigures {
        Objects.requireNonNull(trace, "trace");
        policies = List.copyOf(policies);
    }

    /**
     * The figures of several runs.
     *
     * @param runs one for each trace and size of buffer
     */
    public record Runs(List<PrefetchFigures> runs) {
        public Runs {
            runs = List.copyOf(runs);
        }
    }
}

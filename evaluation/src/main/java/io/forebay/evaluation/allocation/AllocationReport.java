package io.forebay.evaluation.allocation;

import java.util.List;

/**
 * What an evaluation of allocation found.
 *
 * @param runs one for each size of the memory, at least one
 */
public record AllocationReport(List<AllocationFigures> runs) {
    public AllocationReport {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a report has at least one run: runs=" + runs);
        }
    }

    /** What is written as JSON: the run itself where there is one, else all of them. */
    public Object figures() {
        return runs.size() == 1 ? runs.get(0) : this;
    }
}

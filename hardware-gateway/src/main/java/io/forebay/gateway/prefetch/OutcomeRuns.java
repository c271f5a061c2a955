package io.forebay.gateway.prefetch;

import io.forebay.schemas.PrefetchResult;

/**
 * Joins the outcomes of neighbouring blocks of one function into runs. A run ends with a gap,
 * another result, or {@link #flush}. Not thread safe.
 */
final class OutcomeRuns {
    private final int functionIndex;
    private final OutcomeListener listener;
    private PrefetchResult result = PrefetchResult.UNKNOWN;
    private long firstBlock;
    private int blockCount;

    OutcomeRuns(int functionIndex, OutcomeListener listener) {
        this.functionIndex = functionIndex;
        this.listener = listener;
    }

    void add(PrefetchResult blockResult, long block) {
        if (blockCount > 0 && result == blockResult && firstBlock + blockCount == block) {
            blockCount++;
            return;
        }
        flush();
        result = blockResult;
        firstBlock = block;
        blockCount = 1;
    }

    void flush() {
        if (blockCount > 0) {
            int count = blockCount;
            blockCount = 0;
            listener.onOutcome(functionIndex, result, firstBlock, count);
        }
    }
}

package io.forebay.gateway.prefetch;

import io.forebay.schemas.PrefetchResult;

/** Takes what became of prefetched blocks, run by run. */
@FunctionalInterface
public interface OutcomeListener {
    void onOutcome(int functionIndex, PrefetchResult result, long firstBlock, int blockCount);
}

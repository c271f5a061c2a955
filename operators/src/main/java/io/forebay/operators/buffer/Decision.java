package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.PredictionScore;
import io.forebay.shaping.prefetch.PrefetchPlan;

/**
 * What one element led to: its score, the blocks to stage, and the bytes its burst has left. One
 * for a subtask, overwritten by each element. One thread.
 */
final class Decision {
    final PredictionScore score = new PredictionScore();
    final Candidates candidates;
    final PrefetchPlan prefetch;

    /** Bytes expected of the burst, the element's own included. */
    double remainingBurstBytes;

    Decision(OperatorSettings settings) {
        candidates = new Candidates(settings.prefetchCandidates());
        prefetch = new PrefetchPlan(settings.prefetch().maxBlocksPerRequest());
    }
}

package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.PredictionScore;
import io.forebay.shaping.prefetch.PrefetchPlan;

/**
 * What one element led to: its score, the blocks to stage, the bytes its burst has left, and its
 * priority. One for a subtask, overwritten by each element. One thread.
 */
final class Decision {
    final PredictionScore score = new PredictionScore();
    final Candidates candidates;
    PrefetchPlan prefetch;

    /** What comes in the element's burst after it. */
    final BurstEstimate later = new BurstEstimate();

    /** Bytes expected of the burst, the element's own included. */
    double remainingBurstBytes;

    /** 0 to 7, most urgent. */
    int priority;

    Decision(OperatorSettings settings) {
        candidates = new Candidates(settings.prefetchCandidates());
        fitBlocks(settings.prefetch().maxBlocksPerRequest());
    }

    /** Makes room for as many blocks as a request may cause to be staged. */
    void fitBlocks(int maxBlocksPerRequest) {
        prefetch = new PrefetchPlan(maxBlocksPerRequest);
    }
}

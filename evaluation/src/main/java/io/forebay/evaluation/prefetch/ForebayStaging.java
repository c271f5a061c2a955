package io.forebay.evaluation.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.prefetch.PrefetchSettings;

/**
 * Decides which blocks to stage for one stream: Forebay's predictor and policy, called in the order
 * in which the job's operator calls them. One thread.
 */
public final class ForebayStaging {
    private final FunctionModel model;
    private final PrefetchPolicy policy;
    private final PredictionScore score = new PredictionScore();
    private final Candidates candidates;
    private final PrefetchPlan plan;

    /**
     * Starts with a stream.
     *
     * @param model of the stream, which has seen nothing
     * @param candidateCount likely next reads asked of the model for each request
     */
    public ForebayStaging(FunctionModel model, PrefetchSettings settings, int candidateCount) {
        this.model = model;
        candidates = new Candidates(candidateCount);
        policy = new PrefetchPolicy(settings);
        plan = new PrefetchPlan(settings.maxBlocksPerRequest());
    }

    /**
     * A block request arrives.
     *
     * @return what to stage; overwritten by the next call
     */
    public PrefetchPlan onRequest(TrafficElement request) {
        model.observe(request, score);
        plan.clear();
        model.rollOut(policy.stagingMayWait(), candidates);
        if (request.getLengthBytes() > 0) {
            policy.onRequest(
                    request.getOperation() == Operation.READ,
                    request.getAddress(),
                    request.getLengthBytes(),
                    candidates,
                    plan);
        }
        return plan;
    }

    /** Something has become of blocks that were to be staged. */
    public void onOutcome(PrefetchResult result, long firstBlock, int blockCount) {
        policy.onOutcome(result, firstBlock, blockCount);
    }

    /** Whether the policy wants the block kept. */
    boolean holds(long block) {
        return policy.holds(block);
    }
}

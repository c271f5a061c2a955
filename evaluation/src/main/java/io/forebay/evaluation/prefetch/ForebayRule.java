package io.forebay.evaluation.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import io.forebay.shaping.prefetch.EvictionRule;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.prefetch.PrefetchSettings;

/** Forebay's predictor and policy, called in the order in which the job's operator calls them. */
final class ForebayRule implements PrefetchRule {
    /** As many candidates as the job asks for unless told otherwise. */
    private static final int CANDIDATES = 32;

    private final BlockTrace trace;
    private final FunctionModel model;
    private final PrefetchPolicy policy;
    private final boolean choosesVictim;
    private final PredictionScore score = new PredictionScore();
    private final Candidates candidates = new Candidates(CANDIDATES);
    private final PrefetchPlan plan;

    ForebayRule(BlockTrace trace, FunctionModel model, PrefetchSettings settings) {
        this.trace = trace;
        this.model = model;
        policy = new PrefetchPolicy(settings);
        choosesVictim = settings.eviction() != EvictionRule.OLDEST;
        plan = new PrefetchPlan(settings.maxBlocksPerRequest());
    }

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        decide(request, true);
        for (int i = 0; i < plan.size(); i++) {
            out.addRange(plan.firstBlock(i), plan.firstBlock(i) + plan.blockCount(i) - 1);
        }
    }

    @Override
    public void onWrite(int request) {
        decide(request, false);
    }

    private void decide(int request, boolean read) {
        TrafficElement element = trace.element(request);
        model.observe(element, score);
        model.rollOut(policy.stagingMayWait(), candidates);
        policy.onRequest(read, element.getAddress(), element.getLengthBytes(), candidates, plan);
    }

    @Override
    public void onHit(long block) {
        policy.onOutcome(PrefetchResult.HIT, block, 1);
    }

    @Override
    public void onInvalidated(long block) {
        policy.onOutcome(PrefetchResult.INVALIDATED, block, 1);
    }

    @Override
    public void onDropped(long block) {
        policy.onOutcome(PrefetchResult.DROPPED, block, 1);
    }

    @Override
    public boolean gaveUp(long block) {
        return !choosesVictim || !policy.holds(block);
    }
}

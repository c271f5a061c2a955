package io.forebay.evaluation.prefetch;

import io.forebay.predictor.FunctionModel;
import io.forebay.schemas.PrefetchResult;
import io.forebay.shaping.prefetch.EvictionRule;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchSettings;

/** Forebay's predictor and policy, told of each outcome at once. */
final class ForebayRule implements PrefetchRule {
    /** As many as the job asks for by default, forebay.prefetch.candidates. */
    private static final int CANDIDATES = 16;

    private final BlockTrace trace;
    private final ForebayStaging staging;
    private final boolean choosesVictim;

    ForebayRule(BlockTrace trace, FunctionModel model, PrefetchSettings settings) {
        this.trace = trace;
        staging = new ForebayStaging(model, settings, CANDIDATES);
        choosesVictim = settings.eviction() != EvictionRule.OLDEST;
    }

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        PrefetchPlan plan = staging.onRequest(trace.element(request));
        for (int i = 0; i < plan.size(); i++) {
            out.addRange(plan.firstBlock(i), plan.firstBlock(i) + plan.blockCount(i) - 1);
        }
    }

    @Override
    public void onWrite(int request) {
        staging.onRequest(trace.element(request));
    }

    @Override
    public void onHit(long block) {
        staging.onOutcome(PrefetchResult.HIT, block, 1);
    }

    @Override
    public void onInvalidated(long block) {
        staging.onOutcome(PrefetchResult.INVALIDATED, block, 1);
    }

    @Override
    public void onDropped(long block) {
        staging.onOutcome(PrefetchResult.DROPPED, block, 1);
    }

    @Override
    public boolean gaveUp(long block) {
        return !choosesVictim || !staging.holds(block);
    }
}

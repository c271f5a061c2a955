package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.TrafficElement;

/** Asks a function's model. */
record LearningPredictor(FunctionModel model) implements TrafficPredictor {
    @Override
    public void observe(TrafficElement element, PredictionScore score) {
        model.observe(element, score);
    }

    @Override
    public void remainingBurst(BurstEstimate out) {
        model.remainingBurst(out);
    }

    @Override
    public void rollOut(boolean stagingMayWait, Candidates out) {
        model.rollOut(stagingMayWait, out);
    }

    @Override
    public void closeWindow(DemandEstimate out) {
        model.closeWindow(out);
    }

    @Override
    public FrozenObject freeze() {
        return new ModelCopy(model.freeze());
    }
}

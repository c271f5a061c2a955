package io.forebay.operators.buffer;

import io.forebay.operators.state.FrozenObject;
import io.forebay.predictor.BurstEstimate;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.FrozenFunction;
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
        return new Frozen(model.freeze());
    }

    private record Frozen(FrozenFunction function) implements FrozenObject {
        @Override
        public long heapBytes() {
            return function.heapBytes();
        }

        @Override
        public byte[] toBytes() {
            return function.toBytes();
        }
    }
}

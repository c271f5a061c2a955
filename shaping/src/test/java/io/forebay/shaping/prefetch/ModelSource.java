package io.forebay.shaping.prefetch;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/** Candidates of the real predictor. */
final class ModelSource implements BufferReplay.CandidateSource {
    private final FunctionModel model;
    private final PredictionScore score = new PredictionScore();
    private final TrafficElement element = new TrafficElement();

    ModelSource(FunctionModel model) {
        this.model = model;
        element.setFunctionId("device/function");
        element.setKind(ElementKind.BLOCK);
    }

    @Override
    public void observe(long timeMicros, boolean read, long sector, int sectors, Candidates out) {
        element.setEventTimeNanos(timeMicros * 1000);
        element.setOperation(read ? Operation.READ : Operation.WRITE);
        element.setAddress(sector << 9);
        element.setLengthBytes((long) sectors << 9);
        model.observe(element, score);
        if (read) {
            model.rollOut(out);
        }
    }
}

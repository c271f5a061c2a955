package io.forebay.operators.buffer;

import io.forebay.operators.OperatorSettings;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictionScore;
import java.io.IOException;

/** Makes the predictors of functions; decides, alone, whether they learn. Task thread only. */
final class Predictors {
    private static final String SWITCHED_OFF = "off";

    private final boolean learn;
    private final String form;
    private long retrained;

    Predictors(OperatorSettings settings) {
        learn = settings.predictorEnabled();
        form = learn ? settings.predictor().toString() : SWITCHED_OFF;
    }

    /** What snapshots of these predictors are told by: one of another form does not fit. */
    String form() {
        return form;
    }

    /** A predictor that has seen nothing, over the weights of its device where it learns. */
    TrafficPredictor create(DeviceModel device) {
        return learn ? new LearningPredictor(device.newFunction()) : new LastWindowPredictor();
    }

    /**
     * A predictor in the place of one of another form; where it learns, from what the function's
     * circular buffer still holds.
     */
    TrafficPredictor replace(DeviceModel device, String functionId, HistoryRing history) {
        TrafficPredictor predictor = create(device);
        if (learn) {
            var score = new PredictionScore();
            history.forEach(functionId, element -> predictor.observe(element, score));
            retrained++;
        }
        return predictor;
    }

    /** Functions whose model was trained anew from their history, since settings had changed. */
    long retrained() {
        return retrained;
    }

    /**
     * Restores a snapshot of the same form.
     *
     * @throws IOException when it is of an unknown version or cut short
     */
    TrafficPredictor fromBytes(DeviceModel device, byte[] snapshot) throws IOException {
        return learn
                ? new LearningPredictor(device.functionFromBytes(snapshot))
                : LastWindowPredictor.fromBytes(snapshot);
    }
}

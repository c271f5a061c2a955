package io.forebay.evaluation.prediction;

import io.forebay.predictor.Ablation;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;

/** The engine: counters and history of each function, weights shared by all. */
final class EngineModel implements RequestModel {
    private final DeviceModel device;
    private final List<FunctionModel> functions = new ArrayList<>();

    EngineModel(PredictorSettings settings, Ablation ablation) {
        device = DeviceModel.create(settings, ablation);
    }

    @Override
    public void observe(int function, TrafficElement request, PredictionScore score) {
        while (functions.size() <= function) {
            functions.add(device.newFunction());
        }
        functions.get(function).observe(request, score);
    }
}

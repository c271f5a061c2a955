package io.forebay.benchmarks.builds;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** Predicts, scores and learns each element, and rolls out what may come after a block request. */
final class LearningRun implements PredictorRun {
    private static final int CANDIDATES = 64;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final DeviceModel device = DeviceModel.create(PredictorSettings.defaults());
    private final Map<String, FunctionModel> functions = new HashMap<>();
    private final PredictionScore score = new PredictionScore();
    private final Candidates candidates = new Candidates(CANDIDATES);
    private double bits;

    @Override
    public double observe(TrafficElement[] elements) {
        var models = new FunctionModel[elements.length];
        for (int i = 0; i < elements.length; i++) {
            models[i] =
                    functions.computeIfAbsent(
                            elements[i].getFunctionId(), id -> device.newFunction());
        }
        long startNanos = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < elements.length; i++) {
            models[i].observe(elements[i], score);
            bits += score.totalBits();
            if (elements[i].getKind() == ElementKind.BLOCK) {
                models[i].rollOut(true, candidates);
            }
        }
        return (threads.getCurrentThreadCpuTime() - startNanos) / (double) elements.length;
    }

    @Override
    public double bits() {
        return bits;
    }
}

package io.forebay.evaluation.forecast;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Holds what the predictor forecasts beyond the next request's symbols against simple references.
 * Every forecast is made before what it is about, scored, then learned from.
 */
public final class ForecastEvaluation {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int PROGRESS_STEP = 1 << 12;

    private ForecastEvaluation() {}

    /** Runs on the calling thread. */
    public static ForecastFigures run(
            RequestTrace trace, PredictorSettings settings, Progress progress) {
        var rows = new ArrayList<>(DemandForecasts.run(trace, progress));
        int functions = trace.functionCount();
        var gaps = new GapForecasts(functions);
        var bursts = new BurstForecasts(functions);
        var candidates = new CandidateForecasts();
        var device = DeviceModel.create(settings);
        var models = new FunctionModel[functions];
        var previous = new long[functions];
        Arrays.fill(previous, Long.MIN_VALUE);
        var score = new PredictionScore();
        for (int i = 0; i < trace.size(); i++) {
            TrafficElement request = trace.requests().get(i);
            int function = trace.functionOf(i);
            long nanos = request.getEventTimeNanos();
            if (models[function] == null) {
                models[function] = device.newFunction();
            } else {
                long gapNanos = Math.max(0, nanos - previous[function]);
                gaps.add(function, models[function], gapNanos / NANOS_PER_MICRO);
                bursts.beforeRequest(function, gapNanos);
            }
            previous[function] = nanos;
            models[function].observe(request, score);
            bursts.afterRequest(function, models[function], request.getLengthBytes());
            candidates.add(function, models[function], request);
            if (i % PROGRESS_STEP == 0) {
                progress.show("bursts, gaps, candidates", i, trace.size());
            }
        }
        progress.show("bursts, gaps, candidates", trace.size(), trace.size());
        rows.addAll(bursts.rows());
        rows.addAll(gaps.rows());
        return new ForecastFigures(rows, candidates.buckets());
    }
}

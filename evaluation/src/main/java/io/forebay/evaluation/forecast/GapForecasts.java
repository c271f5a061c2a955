package io.forebay.evaluation.forecast;

import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.GapEstimate;
import io.forebay.predictor.RequestSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Forecasts of the time to a function's next request. One thread. */
final class GapForecasts {
    private static final double NATS_PER_BIT = Math.log(2);

    private final ScoreBoard model = new ScoreBoard("forebay");
    private final Map<ScoreBoard, Forecaster[]> references = new LinkedHashMap<>();
    private final ScoreBoard histogramBoard = new ScoreBoard("histogram");
    private final ClassHistogram[] histograms;
    private final GapEstimate estimate = new GapEstimate();
    private final double[] quantiles = new double[DemandEstimate.LEVELS];

    GapForecasts(int functions) {
        histograms = new ClassHistogram[functions];
        references.put(new ScoreBoard("last value"), new Forecaster[functions]);
        references.put(new ScoreBoard("average"), new Forecaster[functions]);
        references.put(new ScoreBoard("seasonal"), new Forecaster[functions]);
        references.put(histogramBoard, new Forecaster[functions]);
        for (int i = 0; i < functions; i++) {
            histograms[i] = new ClassHistogram(GapEstimate.CLASSES);
            List<Forecaster> kinds =
                    List.of(
                            References.lastValue(),
                            References.average(),
                            References.seasonal(),
                            References.histogram());
            int kind = 0;
            for (Forecaster[] ofKind : references.values()) {
                ofKind[i] = kinds.get(kind++);
            }
        }
    }

    /**
     * Scores a gap.
     *
     * @param state the function's model as it was before the request
     */
    void add(int function, FunctionModel state, long gapMicros) {
        int gapClass = RequestSymbols.gapClass(gapMicros);
        state.forecastGap(estimate);
        model.of(function).add(estimate.quantileMicros, (double) gapMicros);
        model.of(function).addBits(-Math.log(estimate.probabilities[gapClass]) / NATS_PER_BIT);
        for (Map.Entry<ScoreBoard, Forecaster[]> entry : references.entrySet()) {
            Forecaster reference = entry.getValue()[function];
            reference.forecast(quantiles);
            entry.getKey().of(function).add(quantiles, (double) gapMicros);
            reference.learn((double) gapMicros);
        }
        histogramBoard.of(function).addBits(histograms[function].score(gapClass));
    }

    List<ForecastFigures.Row> rows() {
        var rows = new ArrayList<ForecastFigures.Row>();
        rows.add(model.row("gapMicros", null));
        references.keySet().forEach(board -> rows.add(board.row("gapMicros", null)));
        return rows;
    }
}

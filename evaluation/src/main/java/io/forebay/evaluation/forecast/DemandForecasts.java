package io.forebay.evaluation.forecast;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.Ablation;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.DemandModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Demand of the next window, by window length: requests and bytes, by the {@link DemandModel}, by
 * the same without parts of its network, and by the references.
 */
final class DemandForecasts {
    private static final long[] WINDOW_MILLIS = {1, 10, 100, 1_000, 10_000};

    /** Window lengths with fewer forecasts a function or emptier windows are left out. */
    private static final long FEWEST_FORECASTS = 100;

    private static final double FEWEST_REQUESTS = 0.5;
    private static final String COUNT = "demandCount";
    private static final String BYTES = "demandBytes";

    private DemandForecasts() {}

    static List<ForecastFigures.Row> run(RequestTrace trace, Progress progress) {
        var rows = new ArrayList<ForecastFigures.Row>();
        for (int i = 0; i < WINDOW_MILLIS.length; i++) {
            List<DemandWindow> windows = DemandWindows.of(trace, WINDOW_MILLIS[i]);
            if (isTelling(trace.functionCount(), windows)) {
                run(trace.functionCount(), windows, WINDOW_MILLIS[i], rows);
            }
            progress.show("demand", i + 1, WINDOW_MILLIS.length);
        }
        return rows;
    }

    private static boolean isTelling(int functions, List<DemandWindow> windows) {
        long active = 0;
        double requests = 0;
        for (DemandWindow window : windows) {
            active += window.count() > 0 ? 1 : 0;
            requests += window.count();
        }
        return active >= FEWEST_FORECASTS * functions
                && requests >= FEWEST_REQUESTS * windows.size();
    }

    private static void run(
            int functions,
            List<DemandWindow> windows,
            long windowMillis,
            List<ForecastFigures.Row> rows) {
        Map<String, Ablation> ours = new LinkedHashMap<>();
        ours.put("forebay", Ablation.NONE);
        ours.put("forebay, network reset", Ablation.RECURRENT_STATE_RESET);
        ours.put("forebay, no network", Ablation.NO_RECURRENT_NETWORK);
        var byCount = new ArrayList<ForecastFigures.Row>();
        var byBytes = new ArrayList<ForecastFigures.Row>();
        for (Map.Entry<String, Ablation> entry : ours.entrySet()) {
            var count = new ScoreBoard(entry.getKey());
            var bytes = new ScoreBoard(entry.getKey());
            runModel(functions, windows, entry.getValue(), count, bytes);
            byCount.add(count.row(COUNT, windowMillis));
            byBytes.add(bytes.row(BYTES, windowMillis));
        }
        Map<String, Supplier<Forecaster>> references = new LinkedHashMap<>();
        references.put("last value", References::lastValue);
        references.put("average", References::average);
        references.put("seasonal", References::seasonal);
        references.put("histogram", References::histogram);
        for (Map.Entry<String, Supplier<Forecaster>> entry : references.entrySet()) {
            boolean scoresBits = entry.getKey().equals("histogram");
            var count = new ScoreBoard(entry.getKey());
            runReference(functions, windows, entry.getValue(), true, scoresBits, count);
            byCount.add(count.row(COUNT, windowMillis));
            var bytes = new ScoreBoard(entry.getKey());
            runReference(functions, windows, entry.getValue(), false, scoresBits, bytes);
            byBytes.add(bytes.row(BYTES, windowMillis));
        }
        rows.addAll(byCount);
        rows.addAll(byBytes);
    }

    private static void runModel(
            int functions,
            List<DemandWindow> windows,
            Ablation ablation,
            ScoreBoard count,
            ScoreBoard bytes) {
        var models = new DemandModel[functions];
        var estimates = new DemandEstimate[functions];
        for (DemandWindow window : windows) {
            int function = window.function();
            boolean first = models[function] == null;
            if (first) {
                models[function] = new DemandModel(ablation);
                estimates[function] = new DemandEstimate();
            }
            DemandEstimate estimate = estimates[function];
            QuantileScore countScore = null;
            QuantileScore bytesScore = null;
            if (!first) {
                boolean sent = estimate.observedCount > 0;
                countScore = sent ? count.of(function) : count.others();
                bytesScore = sent ? bytes.of(function) : bytes.others();
                countScore.add(estimate.countQuantiles, (double) window.count());
                bytesScore.add(estimate.bytesQuantiles, (double) window.bytes());
            }
            for (long i = 1; i < window.count(); i++) {
                models[function].add(0);
            }
            if (window.count() > 0) {
                models[function].add(window.bytes());
            }
            models[function].closeWindow(estimate);
            if (!first) {
                countScore.addBits(estimate.countBits);
                bytesScore.addBits(estimate.bytesBits);
            }
        }
    }

    private static void runReference(
            int functions,
            List<DemandWindow> windows,
            Supplier<Forecaster> references,
            boolean counts,
            boolean scoresBits,
            ScoreBoard board) {
        var forecasters = new Forecaster[functions];
        var histograms = new ClassHistogram[functions];
        var active = new boolean[functions];
        var quantiles = new double[DemandEstimate.LEVELS];
        for (DemandWindow window : windows) {
            int function = window.function();
            double value = (double) (counts ? window.count() : window.bytes());
            boolean first = forecasters[function] == null;
            if (first) {
                forecasters[function] = references.get();
                histograms[function] = new ClassHistogram(DemandEstimate.CLASSES);
            }
            double bits = histograms[function].score(DemandEstimate.classOf(value));
            if (!first) {
                QuantileScore score = active[function] ? board.of(function) : board.others();
                forecasters[function].forecast(quantiles);
                score.add(quantiles, value);
                if (scoresBits) {
                    score.addBits(bits);
                }
            }
            forecasters[function].learn(value);
            active[function] = window.count() > 0;
        }
    }
}

package io.forebay.evaluation.forecast;

import io.forebay.predictor.DemandEstimate;
import java.util.ArrayList;
import java.util.List;

/** Scores of one forecaster of one quantity, function by function. One thread. */
final class ScoreBoard {
    /** Forecasts from which on a function's own coverage says something. */
    private static final long ENOUGH = 500;

    private final String forecaster;
    private final List<QuantileScore> functions = new ArrayList<>();
    private final QuantileScore everywhere = new QuantileScore();
    private boolean hasOthers;

    ScoreBoard(String forecaster) {
        this.forecaster = forecaster;
    }

    QuantileScore of(int function) {
        while (functions.size() <= function) {
            functions.add(new QuantileScore());
        }
        return functions.get(function);
    }

    /** Where forecasts are scored that only count towards the coverage of all. */
    QuantileScore others() {
        hasOthers = true;
        return everywhere;
    }

    ForecastFigures.Row row(String quantity, Long windowMillis) {
        var all = new QuantileScore();
        Double lowest = null;
        Double highest = null;
        for (QuantileScore score : functions) {
            all.add(score);
            if (score.count() >= ENOUGH) {
                double coverage = score.coverage(DemandEstimate.LEVEL_90);
                lowest = lowest == null ? coverage : Math.min(lowest, coverage);
                highest = highest == null ? coverage : Math.max(highest, coverage);
            }
        }
        var losses = new ArrayList<Double>();
        for (int level = 0; level < DemandEstimate.LEVELS; level++) {
            losses.add(all.loss(level));
        }
        everywhere.add(all);
        double bits = all.bits();
        return new ForecastFigures.Row(
                quantity,
                windowMillis,
                forecaster,
                all.count(),
                losses,
                all.meanLoss(),
                all.coverage(DemandEstimate.LEVEL_90),
                hasOthers ? everywhere.coverage(DemandEstimate.LEVEL_90) : null,
                lowest,
                highest,
                Double.isNaN(bits) ? null : bits);
    }
}

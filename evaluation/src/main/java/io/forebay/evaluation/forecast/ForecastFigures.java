package io.forebay.evaluation.forecast;

import java.util.List;

/**
 * What the evaluation of forecasts found, as it is written as JSON.
 *
 * @param forecasts a row for each quantity and forecaster
 * @param candidates how often candidate reads came true, by the probability they were given; empty
 *     for other traffic than block requests
 */
public record ForecastFigures(List<Row> forecasts, List<Bucket> candidates) {
    public ForecastFigures {
        forecasts = List.copyOf(forecasts);
        candidates = List.copyOf(candidates);
    }

    /**
     * One forecaster of one quantity.
     *
     * @param quantity {@code demandCount}, {@code demandBytes}, {@code burstBytes}, {@code
     *     gapMicros}
     * @param windowMillis length of a demand window; null for what has none
     * @param forecasts scored: of demand, those made after a window with traffic
     * @param pinball loss at each level over the mean value
     * @param meanPinball mean over the levels
     * @param coverage90 share of the values that the 90 % quantile covered
     * @param coverage90All of demand, the same over all windows the forecaster was told of
     * @param lowestCoverage90 of the functions with enough forecasts, the lowest; null without any
     * @param highestCoverage90 the highest
     * @param bits mean log-loss of the value's class; null where there is no distribution
     */
    public record Row(
            String quantity,
            Long windowMillis,
            String forecaster,
            long forecasts,
            List<Double> pinball,
            double meanPinball,
            double coverage90,
            Double coverage90All,
            Double lowestCoverage90,
            Double highestCoverage90,
            Double bits) {
        public Row {
            pinball = List.copyOf(pinball);
        }
    }

    /**
     * Candidate reads of about one probability.
     *
     * @param from least probability, inclusive
     * @param to greatest, exclusive
     * @param candidates looked at
     * @param meanProbability they were given
     * @param hitRate share of them that was read within the horizon
     */
    public record Bucket(
            double from, double to, long candidates, double meanProbability, double hitRate) {}
}

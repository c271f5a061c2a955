package io.forebay.jobs.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.forebay.evaluation.forecast.ForecastFigures;
import io.forebay.evaluation.forecast.ForecastPage;
import io.forebay.evaluation.prediction.PredictionFigures;
import io.forebay.evaluation.prediction.PredictionPage;
import io.forebay.evaluation.report.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * All that {@code evaluate prediction} finds, side by side in its JSON.
 *
 * @param prediction of requests
 * @param forecasts beyond the next request; null when not asked for
 */
record PredictionReport(
        @JsonUnwrapped PredictionFigures prediction, @JsonUnwrapped ForecastFigures forecasts) {

    /** The sections of the page. */
    List<Section> sections() {
        var sections = new ArrayList<>(PredictionPage.sections(prediction));
        if (forecasts != null) {
            sections.addAll(ForecastPage.sections(forecasts));
        }
        return sections;
    }
}

package io.forebay.evaluation.forecast;

import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The evaluation of forecasts for people. */
public final class ForecastPage {
    private static final Map<String, String> TITLES =
            Map.of(
                    "demandCount", "Requests in the next window",
                    "demandBytes", "Bytes in the next window",
                    "burstBytes", "Bytes still to come in a burst",
                    "gapMicros", "Time to the next request");
    private static final List<String> QUANTITIES =
            List.of("demandCount", "demandBytes", "burstBytes", "gapMicros");

    private ForecastPage() {}

    /** A section for each quantity, and one for candidate reads. */
    public static List<Section> sections(ForecastFigures figures) {
        var sections = new ArrayList<Section>();
        for (String quantity : QUANTITIES) {
            List<ForecastFigures.Row> rows =
                    figures.forecasts().stream()
                            .filter(row -> row.quantity().equals(quantity))
                            .toList();
            if (!rows.isEmpty()) {
                sections.add(section(quantity, rows));
            }
        }
        if (!figures.candidates().isEmpty()) {
            sections.add(candidates(figures.candidates()));
        }
        return sections;
    }

    private static Section section(String quantity, List<ForecastFigures.Row> rows) {
        var table =
                Table.of(
                        Column.count("window ms"),
                        Column.text("forecaster"),
                        Column.count("forecasts"),
                        Column.number("loss 10 %", 4),
                        Column.number("50 %", 4),
                        Column.number("90 %", 4),
                        Column.number("99 %", 4),
                        Column.number("mean", 4),
                        Column.number("coverage 90 %", 3),
                        Column.number("all windows", 3),
                        Column.number("lowest function", 3),
                        Column.number("highest", 3),
                        Column.number("bits", 3));
        for (ForecastFigures.Row row : rows) {
            table.row(
                    row.windowMillis(),
                    row.forecaster(),
                    row.forecasts(),
                    row.pinball().get(0),
                    row.pinball().get(1),
                    row.pinball().get(2),
                    row.pinball().get(3),
                    row.meanPinball(),
                    row.coverage90(),
                    row.coverage90All(),
                    row.lowestCoverage90(),
                    row.highestCoverage90(),
                    row.bits());
        }
        return Section.of(TITLES.get(quantity))
                .note(
                        "loss: pinball loss of each quantile over the mean value; bits: of its class.")
                .note(
                        "Of demand the forecasts after a window with traffic count, which are those the job"
                                + " sends; all windows: those after silence, too.")
                .table(table.build())
                .build();
    }

    private static Section candidates(List<ForecastFigures.Bucket> buckets) {
        var table =
                Table.of(
                        Column.number("from", 1),
                        Column.number("to", 1),
                        Column.count("candidates"),
                        Column.number("mean probability", 3),
                        Column.number("hit rate", 3));
        for (ForecastFigures.Bucket bucket : buckets) {
            table.row(
                    bucket.from(),
                    bucket.to(),
                    bucket.candidates(),
                    bucket.meanProbability(),
                    bucket.hitRate());
        }
        return Section.of("Candidate reads")
                .note("Hit: read before the function had read 128 blocks more.")
                .table(table.build())
                .build();
    }
}

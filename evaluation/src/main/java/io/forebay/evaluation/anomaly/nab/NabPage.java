package io.forebay.evaluation.anomaly.nab;

import io.forebay.evaluation.anomaly.ForebaySeries;
import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of the benchmark as sections of a report. */
public final class NabPage {
    private NabPage() {}

    /** Scores, and how they spread over the groups. */
    public static List<Section> sections(NabFigures figures) {
        return List.of(scores(figures), groups(figures));
    }

    private static Section scores(NabFigures figures) {
        Table.Builder table =
                Table.of(
                        Column.text("detector"),
                        Column.number("standard", 2),
                        Column.number("low FP", 2),
                        Column.number("low FN", 2),
                        Column.number("threshold", 6),
                        Column.count("windows found"),
                        Column.count("false alarms"));
        for (NabFigures.DetectorFigures detector : figures.detectors()) {
            NabScore standard = detector.profiles().get(NabProfile.STANDARD.name());
            table.row(
                    detector.detector(),
                    standard.score(),
                    detector.profiles().get(NabProfile.LOW_FALSE_ALARMS.name()).score(),
                    detector.profiles().get(NabProfile.LOW_MISSES.name()).score(),
                    standard.threshold(),
                    standard.windowsFound(),
                    standard.falseAlarms());
        }
        return Section.of("Scores")
                .note("100 is perfect, 0 the null detector; " + figures.windows() + " windows.")
                .note(
                        "One threshold for all series, the best of each profile, as the benchmark"
                                + " has it.")
                .note(forebayThreshold(figures))
                .table(table.build())
                .build();
    }

    private static String forebayThreshold(NabFigures figures) {
        NabScore forebay = figures.detectors().get(0).profiles().get(NabProfile.STANDARD.name());
        return String.format(
                Locale.ROOT,
                "Forebay's threshold stands for %.2f bits.",
                ForebaySeries.bitsOf(Math.min(forebay.threshold(), 0.99)));
    }

    private static Section groups(NabFigures figures) {
        Table.Builder table =
                Table.of(
                        Column.text("detector"),
                        Column.text("group"),
                        Column.number("standard", 2),
                        Column.count("windows"),
                        Column.count("found"),
                        Column.count("false alarms"));
        for (NabFigures.DetectorFigures detector : figures.detectors()) {
            for (Map.Entry<String, NabScore> group : detector.groups().entrySet()) {
                NabScore score = group.getValue();
                table.row(
                        detector.detector(),
                        group.getKey(),
                        score.score(),
                        score.windows(),
                        score.windowsFound(),
                        score.falseAlarms());
            }
        }
        return Section.of("Groups, at the threshold that is best for all")
                .table(table.build())
                .build();
    }
}

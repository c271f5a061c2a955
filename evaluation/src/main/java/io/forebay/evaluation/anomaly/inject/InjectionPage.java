package io.forebay.evaluation.anomaly.inject;

import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import java.util.List;
import java.util.Locale;

/** The evaluation on injected anomalies for people. */
public final class InjectionPage {
    private InjectionPage() {}

    /** One line: what was evaluated. */
    public static String title(InjectionFigures figures) {
        return "anomalies put into " + figures.trace();
    }

    /** All detectors, then shape by shape. */
    public static List<Section> sections(InjectionFigures figures) {
        return List.of(detectors(figures), shapes(figures));
    }

    static Table detectorTable(List<InjectionFigures.Row> rows) {
        var table =
                Table.of(
                        Column.text("detector"),
                        Column.count("injected"),
                        Column.count("detected"),
                        Column.number("rate", 3),
                        Column.number("delay windows", 0),
                        Column.number("delay ms", 0),
                        Column.number("delay elements", 0),
                        Column.count("false alerts"),
                        Column.number("a function and day", 1),
                        Column.count("drift alerts"));
        for (InjectionFigures.Row row : rows) {
            table.row(
                    row.detector(),
                    row.injected(),
                    row.detected(),
                    row.detectionRate(),
                    row.medianDelayWindows(),
                    row.medianDelayMillis(),
                    row.medianDelayElements(),
                    row.falseAlerts(),
                    row.falseAlertsPerFunctionDay(),
                    row.driftAlerts());
        }
        return table.build();
    }

    private static Section detectors(InjectionFigures figures) {
        return Section.of(
                        String.format(
                                Locale.ROOT,
                                "Detectors on %d functions, windows of %d ms, seed %d",
                                figures.functions(),
                                figures.windowMillis(),
                                figures.seed()))
                .note(
                        "Each shape is put into the second half of the trace; delays are medians of"
                                + " what was found. The forebay row runs with the job's default"
                                + " settings.")
                .note(
                        "Each reference has its thresholds just above its highest score in the"
                                + " first half, which holds no anomalies.")
                .note(
                        String.format(
                                Locale.ROOT,
                                "False alerts: second half of the trace as it is, %.4f function"
                                        + " days. Drift alerts: the same getting faster by three"
                                        + " quarters; what is above the false alerts was told wrongly.",
                                figures.functionDays()))
                .table(detectorTable(figures.rows()))
                .build();
    }

    private static Section shapes(InjectionFigures figures) {
        var table =
                Table.of(
                        Column.text("detector"),
                        Column.text("shape"),
                        Column.count("injected"),
                        Column.count("detected"),
                        Column.number("delay windows", 0),
                        Column.text("looks like"));
        for (InjectionFigures.ShapeRow row : figures.shapes()) {
            table.row(
                    row.detector(),
                    row.shape(),
                    row.injected(),
                    row.detected(),
                    row.medianDelayWindows(),
                    row.signatures());
        }
        return Section.of("Shape by shape").table(table.build()).build();
    }
}

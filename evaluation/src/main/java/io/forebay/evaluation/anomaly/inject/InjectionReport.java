package io.forebay.evaluation.anomaly.inject;

import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The evaluation on injected anomalies of one or several traces.
 *
 * @param traces each trace, in the order they were named
 * @param functionDays judged time of all functions of all traces, in days
 * @param total one row for each detector: all traces together
 */
public record InjectionReport(
        List<InjectionFigures> traces, double functionDays, List<InjectionFigures.Row> total) {
    /**
     * Sums up traces that were judged by the same detectors.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static InjectionReport of(List<InjectionFigures> traces) {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("no trace was evaluated: traces=0");
        }
        double days = traces.stream().mapToDouble(InjectionFigures::functionDays).sum();
        Map<String, InjectionFigures.Row> rows = new LinkedHashMap<>();
        for (InjectionFigures trace : traces) {
            for (InjectionFigures.Row row : trace.rows()) {
                rows.merge(row.detector(), row, (one, other) -> sum(one, other, days));
            }
        }
        return new InjectionReport(List.copyOf(traces), days, List.copyOf(rows.values()));
    }

    private static InjectionFigures.Row sum(
            InjectionFigures.Row one, InjectionFigures.Row other, double days) {
        int injected = one.injected() + other.injected();
        int detected = one.detected() + other.detected();
        int falseAlerts = one.falseAlerts() + other.falseAlerts();
        var delays =
                new InjectionFigures.Delays(
                        join(one.delays().windows(), other.delays().windows()),
                        join(one.delays().millis(), other.delays().millis()),
                        join(one.delays().elements(), other.delays().elements()));
        return new InjectionFigures.Row(
                one.detector(),
                injected,
                detected,
                injected == 0 ? 0 : detected / (double) injected,
                InjectionEvaluation.median(delays.windows()),
                InjectionEvaluation.median(delays.millis()),
                InjectionEvaluation.median(delays.elements()),
                falseAlerts,
                falseAlerts / days,
                one.driftAlerts() + other.driftAlerts(),
                delays);
    }

    private static List<Double> join(List<Double> one, List<Double> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** One line: what was evaluated. */
    public String title() {
        return traces.size() == 1
                ? InjectionPage.title(traces.get(0))
                : "anomalies put into " + traces.size() + " traces";
    }

    /** For people: all traces together where there are several, then each. */
    public List<Section> sections() {
        if (traces.size() == 1) {
            return InjectionPage.sections(traces.get(0));
        }
        var sections = new ArrayList<Section>();
        sections.add(totalSection());
        for (InjectionFigures trace : traces) {
            for (Section section : InjectionPage.sections(trace)) {
                sections.add(
                        new Section(
                                trace.trace() + ": " + section.title(),
                                List.of(),
                                section.tables(),
                                section.charts()));
            }
        }
        return sections;
    }

    private Section totalSection() {
        Section first = InjectionPage.sections(traces.get(0)).get(0);
        var section =
                Section.of(
                        String.format(
                                Locale.ROOT,
                                "All %d traces, %.4f function days",
                                traces.size(),
                                functionDays));
        first.notes().stream().limit(2).forEach(section::note);
        section.note(
                "False alerts: second half of each trace as it is. Drift alerts: the same getting"
                        + " faster by three quarters; what is above the false alerts was told"
                        + " wrongly.");
        return section.table(InjectionPage.detectorTable(total)).table(shapeTable()).build();
    }

    private Table shapeTable() {
        Map<List<String>, int[]> counts = new LinkedHashMap<>();
        for (InjectionFigures trace : traces) {
            for (InjectionFigures.ShapeRow row : trace.shapes()) {
                int[] count =
                        counts.computeIfAbsent(
                                List.of(row.detector(), row.shape()), key -> new int[2]);
                count[0] += row.injected();
                count[1] += row.detected();
            }
        }
        Table.Builder table =
                Table.of(
                        Column.text("detector"),
                        Column.text("shape"),
                        Column.count("injected"),
                        Column.count("detected"));
        // Traces differ in the shapes they can show, detectors do not.
        total.forEach(
                row ->
                        counts.forEach(
                                (key, count) -> {
                                    if (key.get(0).equals(row.detector())) {
                                        table.row(key.get(0), key.get(1), count[0], count[1]);
                                    }
                                }));
        return table.build();
    }
}

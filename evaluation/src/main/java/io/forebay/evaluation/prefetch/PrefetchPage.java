package io.forebay.evaluation.prefetch;

import io.forebay.evaluation.report.Axis;
import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Series;
import io.forebay.evaluation.report.Table;
import io.forebay.evaluation.report.XyChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The evaluation of prefetching for people. */
public final class PrefetchPage {
    private PrefetchPage() {}

    /** One line: what was evaluated. */
    public static String title(List<PrefetchFigures> runs) {
        List<String> traces = runs.stream().map(PrefetchFigures::trace).distinct().toList();
        return "prefetching on " + String.join(", ", traces);
    }

    /** Figures and a chart for each run. */
    public static List<Section> sections(List<PrefetchFigures> runs) {
        return runs.stream().map(PrefetchPage::section).toList();
    }

    private static Section section(PrefetchFigures run) {
        var table =
                Table.of(
                        Column.text("policy"),
                        Column.number("coverage", 4),
                        Column.number("accuracy", 4),
                        Column.number("whole reads", 4),
                        Column.number("traffic", 3),
                        Column.number("net benefit", 4));
        var references = new ArrayList<Series.Point>();
        var own = new ArrayList<Series.Point>();
        for (PrefetchFigures.Policy policy : run.policies()) {
            table.row(
                    policy.name(),
                    policy.coverage(),
                    policy.accuracy(),
                    policy.requestCoverage(),
                    policy.traffic(),
                    policy.netBenefit());
            // Traffic is what missed and what was staged: beyond 1 it is waste.
            var point = new Series.Point(policy.traffic() - 1, policy.coverage(), policy.name());
            (isOwn(policy) ? own : references).add(point);
        }
        return Section.of(
                        String.format(
                                Locale.ROOT,
                                "%s, buffers of %,d blocks, %,d blocks read",
                                run.trace(),
                                run.bufferBlocks(),
                                run.demandBlocks()))
                .note(
                        "Net benefit: coverage less half a hit for each wasted block. Traffic: blocks fetched"
                                + " for each block read.")
                .note(comparison(run))
                .table(table.build())
                .chart(
                        new XyChart(
                                "Coverage against waste",
                                Axis.fromZero("wasted blocks for each block read"),
                                Axis.fromZero("coverage"),
                                List.of(
                                        new Series("references", false, references),
                                        new Series("Forebay", false, own))))
                .build();
    }

    private static boolean isOwn(PrefetchFigures.Policy policy) {
        return policy.name().equals(PrefetchEvaluation.FOREBAY)
                || policy.name().equals(PrefetchEvaluation.VALUE_EVICTION);
    }

    private static String comparison(PrefetchFigures run) {
        PrefetchFigures.Policy best =
                run.policies().stream()
                        .filter(policy -> !isOwn(policy))
                        .filter(policy -> !policy.name().equals(PrefetchEvaluation.ORACLE))
                        .max(Comparator.comparingDouble(PrefetchFigures.Policy::netBenefit))
                        .orElseThrow();
        PrefetchFigures.Policy forebay =
                run.policies().stream()
                        .filter(policy -> policy.name().equals(PrefetchEvaluation.FOREBAY))
                        .findFirst()
                        .orElseThrow();
        return String.format(
                Locale.ROOT,
                "The best reference is %s with %.4f; %s is %+.4f from it.",
                best.name(),
                best.netBenefit(),
                forebay.name(),
                forebay.netBenefit() - best.netBenefit());
    }
}

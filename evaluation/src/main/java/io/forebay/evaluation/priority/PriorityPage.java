package io.forebay.evaluation.priority;

import io.forebay.evaluation.report.Axis;
import io.forebay.evaluation.report.BarChart;
import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Series;
import io.forebay.evaluation.report.Table;
import io.forebay.evaluation.report.XyChart;
import java.util.ArrayList;
import java.util.List;

/** The figures of an evaluation as sections of a report. */
public final class PriorityPage {
    private PriorityPage() {}

    /** One section for each run. */
    public static List<Section> sections(List<PriorityFigures> runs) {
        return runs.stream().map(PriorityPage::section).toList();
    }

    private static Section section(PriorityFigures run) {
        String title = "Load " + run.load() + ", order within a " + run.order();
        Section.Builder section = Section.of(run.levels() == 0 ? title : title + ", eight levels");
        section.note(
                "Burst completion time (BCT) from the first arrival to the last element's end; slowdown against the burst"
                        + " alone on the device.");
        if (run.levels() > 0) {
            section.note(
                    "Keys of the references are cut to eight levels; "
                            + PriorityEvaluation.SCHEDULER
                            + " reads its queues anew and is not, so it may pass the oracle.");
        }
        return section.table(table(run)).chart(bars(run)).chart(tradeOff(run)).build();
    }

    private static Table table(PriorityFigures run) {
        Table.Builder table =
                Table.of(
                        Column.text("policy"),
                        Column.number("mean BCT, ms", 3),
                        Column.number("p99 BCT, ms", 1),
                        Column.number("mean slowdown", 2),
                        Column.number("mean response, ms", 2),
                        Column.number("max wait, ms", 0),
                        Column.count("sum of BCT, ns"));
        for (PolicyFigures policy : run.policies()) {
            table.row(
                    policy.name(),
                    policy.meanBctMillis(),
                    policy.p99BctMillis(),
                    policy.meanSlowdown(),
                    policy.meanResponseMillis(),
                    policy.maxWaitMillis(),
                    policy.sumBctNanos());
        }
        return table.build();
    }

    private static BarChart bars(PriorityFigures run) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (PolicyFigures policy : run.policies()) {
            bars.add(new BarChart.Bar(policy.name(), "mean BCT", policy.meanBctMillis()));
        }
        return new BarChart("Mean burst completion time", Axis.logarithmic("ms"), bars);
    }

    private static XyChart tradeOff(PriorityFigures run) {
        List<Series.Point> points = new ArrayList<>();
        for (PolicyFigures policy : run.policies()) {
            points.add(
                    new Series.Point(
                            policy.meanBctMillis(), policy.meanResponseMillis(), policy.name()));
        }
        return new XyChart(
                "Bursts against single requests",
                Axis.logarithmic("mean BCT, ms"),
                Axis.logarithmic("mean response, ms"),
                List.of(new Series("policies", false, points)));
    }
}

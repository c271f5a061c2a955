package io.forebay.evaluation.allocation;

import io.forebay.evaluation.allocation.PolicyTable.Kind;
import io.forebay.evaluation.report.Axis;
import io.forebay.evaluation.report.BarChart;
import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Series;
import io.forebay.evaluation.report.Table;
import io.forebay.evaluation.report.XyChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The evaluation of allocation as a page for people. */
public final class AllocationPage {
    private static final double MIB = 1 << 20;

    private AllocationPage() {}

    public static String title(AllocationReport report) {
        AllocationFigures first = report.runs().get(0);
        return String.format(
                Locale.ROOT,
                "allocation of a shared buffer, mix %s: %,d requests of %d functions, %,d bytes,"
                        + " drained at %s times the mean rate",
                first.mix(),
                first.requests(),
                first.functions(),
                first.offeredBytes(),
                first.drain());
    }

    public static List<Section> sections(AllocationReport report) {
        List<Section> sections = new ArrayList<>();
        sections.add(overview(report));
        if (report.runs().size() > 1) {
            sections.add(againstMemory(report));
        }
        return sections;
    }

    private static Section overview(AllocationReport report) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("policy"));
        columns.add(Column.text("memory is"));
        for (AllocationFigures run : report.runs()) {
            columns.add(Column.number(mebibytes(run) + " lost %", 3));
            columns.add(Column.number("worst %", 2));
            columns.add(Column.count("lost bytes"));
        }
        Table.Builder table = Table.of(columns.toArray(Column[]::new));
        int policies = report.runs().get(0).policies().size();
        for (int i = 0; i < policies; i++) {
            List<Object> cells = new ArrayList<>();
            cells.add(report.runs().get(0).policies().get(i).name());
            cells.add(report.runs().get(0).policies().get(i).kind());
            for (AllocationFigures run : report.runs()) {
                AllocationFigures.Policy policy = run.policies().get(i);
                cells.add(policy.lostPercent());
                cells.add(policy.worstFunctionPercent());
                cells.add(policy.lostBytes());
            }
            table.row(cells.toArray());
        }
        Section.Builder section =
                Section.of("Lost bytes")
                        .note(
                                "Lost: bytes of elements that found no room, of all bytes offered."
                                        + " Worst: the same for the function that lost most of its"
                                        + " own.")
                        .note(
                                "equal does nothing; prop knows each function's mean in hindsight;"
                                        + " free:net@10, ahead@10, ahead@50 (ms seen) and far know the future. Only push-out drops"
                                        + " what is queued.")
                        .table(table.build());
        for (AllocationFigures run : report.runs()) {
            section.chart(bars(run));
        }
        return section.build();
    }

    private static BarChart bars(AllocationFigures run) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (AllocationFigures.Policy policy : run.policies()) {
            bars.add(new BarChart.Bar(policy.name(), "lost", policy.lostPercent()));
            bars.add(
                    new BarChart.Bar(
                            policy.name(), "worst function", policy.worstFunctionPercent()));
        }
        return new BarChart(
                "Lost of what was offered, buffer of " + mebibytes(run),
                Axis.logarithmic("% of bytes"),
                bars);
    }

    private static Section againstMemory(AllocationReport report) {
        Section.Builder section = Section.of("Loss against memory");
        for (Kind kind : Kind.values()) {
            List<Series> lines = new ArrayList<>();
            int policies = report.runs().get(0).policies().size();
            for (int i = 0; i < policies; i++) {
                AllocationFigures.Policy first = report.runs().get(0).policies().get(i);
                if (first.kind().equals(kind.label())) {
                    lines.add(line(report, i));
                }
            }
            section.chart(
                    new XyChart(
                            "Lost bytes, " + kind.label(),
                            Axis.linear("buffer, MiB"),
                            Axis.logarithmic("lost, % of bytes"),
                            lines));
        }
        return section.build();
    }

    private static Series line(AllocationReport report, int policy) {
        List<Series.Point> points = new ArrayList<>();
        for (AllocationFigures run : report.runs()) {
            points.add(
                    new Series.Point(
                            run.bufferBytes() / MIB, run.policies().get(policy).lostPercent(), ""));
        }
        return new Series(report.runs().get(0).policies().get(policy).name(), true, points);
    }

    private static String mebibytes(AllocationFigures run) {
        double mebibytes = run.bufferBytes() / MIB;
        return mebibytes == Math.rint(mebibytes)
                ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.3f MiB", mebibytes);
    }
}

package io.forebay.evaluation.anomaly.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InjectionReportTest {
    @Test
    void shouldSumUpDetectorsOverTraces() {
        InjectionReport report =
                InjectionReport.of(
                        List.of(
                                figures("one", 0.5, row("a", 4, 3, 0.0), row("b", 4, 0, 9.0)),
                                figures(
                                        "two",
                                        1.5,
                                        row("a", 6, 1, 2.0, 1.0, 4.0),
                                        row("b", 6, 2))));

        InjectionFigures.Row a = report.total().get(0);
        assertThat(report.functionDays()).isEqualTo(2);
        assertThat(a.detector()).isEqualTo("a");
        assertThat(a.injected()).isEqualTo(10);
        assertThat(a.detected()).isEqualTo(4);
        assertThat(a.detectionRate()).isEqualTo(0.4);
        // Of 0, 1, 2 and 4 the lower one in the middle, not a mean of the traces' medians.
        assertThat(a.medianDelayWindows()).isEqualTo(1);
        assertThat(a.falseAlerts()).isEqualTo(4);
        assertThat(a.falseAlertsPerFunctionDay()).isEqualTo(2);
        assertThat(a.driftAlerts()).isEqualTo(14);
        assertThat(report.total().get(1).medianDelayWindows()).isEqualTo(9);
        assertThat(report.sections().get(0).title())
                .isEqualTo("All 2 traces, 2.0000 function days");
        assertThat(report.sections()).hasSize(5);
    }

    @Test
    void shouldShowOneTraceAsItIs() {
        InjectionFigures one = figures("one", 0.5, row("a", 4, 3, 0.0));
        InjectionReport report = InjectionReport.of(List.of(one));

        assertThat(report.total()).isEqualTo(one.rows());
        assertThat(report.title()).isEqualTo("anomalies put into one");
        assertThat(report.sections()).isEqualTo(InjectionPage.sections(one));
    }

    @Test
    void shouldRefuseNoTrace() {
        assertThatIllegalArgumentException().isThrownBy(() -> InjectionReport.of(List.of()));
    }

    private static InjectionFigures figures(
            String name, double days, InjectionFigures.Row... rows) {
        List<InjectionFigures.ShapeRow> shapes =
                Arrays.stream(rows)
                        .map(
                                row ->
                                        new InjectionFigures.ShapeRow(
                                                row.detector(),
                                                "scan",
                                                row.injected(),
                                                row.detected(),
                                                1,
                                                ""))
                        .toList();
        return new InjectionFigures(name, 1, 100, 1, days, List.of(rows), shapes);
    }

    private static InjectionFigures.Row row(
            String detector, int injected, int falseAlerts, Double... delays) {
        List<Double> all = List.of(delays);
        return new InjectionFigures.Row(
                detector,
                injected,
                all.size(),
                all.size() / (double) injected,
                InjectionEvaluation.median(all),
                0,
                0,
                falseAlerts,
                0,
                7,
                new InjectionFigures.Delays(all, all, all));
    }
}

package io.forebay.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPrinterTest {
    @Test
    void shouldTellEachIncidentOnceAsItIsLastKnown() {
        List<RunReport.AlertRow> incidents =
                ReportPrinter.incidents(
                        List.of(
                                row("d/a", 0, "STARTED", "d/a reads", null),
                                row("d/b", 0, "STARTED", "d/b sends", null),
                                row("d/a", 0, "ENDED", "d/a read", null),
                                row("d/a", 1, "STARTED", "d/a reads again", null)));

        assertThat(incidents)
                .extracting(RunReport.AlertRow::explanation)
                .containsExactly("d/a read", "d/b sends", "d/a reads again");
    }

    @Test
    void shouldTellFunctionsOfOneDeviceIncidentByTheDevice() {
        List<RunReport.AlertRow> incidents =
                ReportPrinter.incidents(
                        List.of(
                                row("d", 0, "STARTED", "d: 2 functions", null),
                                row("d/a", 0, "STARTED", "d/a reads", 0L),
                                row("d/b", 0, "STARTED", "d/b reads", 0L)));

        assertThat(incidents)
                .extracting(RunReport.AlertRow::explanation)
                .containsExactly("d: 2 functions");
    }

    private static RunReport.AlertRow row(
            String function, long incident, String state, String explanation, Long deviceIncident) {
        return new RunReport.AlertRow(
                1,
                function,
                incident,
                state,
                "NOTICE",
                "VOLUME",
                20,
                "count",
                2,
                1,
                explanation,
                0,
                "UNKNOWN",
                "",
                List.of(),
                deviceIncident);
    }
}

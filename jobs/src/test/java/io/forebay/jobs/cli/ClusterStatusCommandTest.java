package io.forebay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.jobs.cluster.ClusterStatus;
import io.forebay.jobs.cluster.ClusterStatus.JobStatus;
import io.forebay.jobs.cluster.FlinkApi.Metric;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterStatusCommandTest {
    /** What is printed of one metric of two subtasks. */
    private static String printed(String name, double first, double second) {
        var metric = new Metric(first + second, (first + second) / 2);
        var job =
                new JobStatus("id", "job", "RUNNING", 0, 0, Map.of("Source", Map.of(name, metric)));
        var out = new StringWriter();
        ClusterStatusCommand.print(
                new ClusterStatus(List.of(), "web", "kafka", null, List.of(job)),
                new PrintWriter(out));
        return out.toString()
                .lines()
                .filter(line -> line.strip().startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .strip()
                .substring(name.length())
                .strip()
                .replaceAll(" {2,}", "|");
    }

    @Test
    void shouldSayThatThereIsNoWatermarkYet() {
        String name = "currentInputWatermark";

        assertThat(printed(name, Long.MIN_VALUE, Long.MIN_VALUE)).isEqualTo("none yet|none yet");
        // As long as one subtask has none, no operator behind it has one.
        assertThat(printed(name, Long.MIN_VALUE, 1_700_000_000_000.0))
                .isEqualTo("none yet|none yet");
    }

    @Test
    void shouldPrintFiguresOfWhatIsThere() {
        assertThat(printed("currentInputWatermark", -1, -1)).isEqualTo("-2.0|-1.0");
        assertThat(printed("numRecordsIn", 1_000, 500)).isEqualTo("1,500.0|750.0");
    }
}

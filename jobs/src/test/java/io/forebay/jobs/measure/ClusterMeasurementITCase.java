package io.forebay.jobs.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.report.Progress;
import io.forebay.jobs.cluster.ClusterArtifacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMeasurementITCase {
    private static final int FUNCTIONS = 12;
    private static final long ELEMENTS = 2_000;

    @TempDir Path directory;

    @Test
    void shouldMeasureThroughputAndLatencyAndLeaveNothingRunning() throws Exception {
        var settings =
                new MeasureSettings(
                        List.of(FUNCTIONS),
                        5,
                        0.5,
                        20_000,
                        500,
                        ELEMENTS,
                        List.of(2),
                        List.of(4),
                        true,
                        2,
                        1,
                        3,
                        1,
                        500,
                        1,
                        2,
                        Map.of(),
                        Map.of());

        // Tests run in the folder of their module.
        MeasureFigures figures =
                new ClusterMeasurement(
                                settings,
                                directory,
                                new ClusterArtifacts(Path.of("..").toAbsolutePath().normalize()),
                                Progress.NONE)
                        .run();

        assertThat(figures.cases()).hasSize(1);
        MeasureFigures.Case only = figures.cases().get(0);
        assertThat(only.functions()).as("with the hot one").isEqualTo(FUNCTIONS + 1);
        assertThat(only.devices()).isEqualTo(3);
        assertThat(only.off().elements()).isEqualTo(ELEMENTS);
        assertThat(only.ratio())
                .isEqualTo(only.on().elementsPerSecond() / only.off().elementsPerSecond());
        assertThat(only.ratios()).hasSize(2);
        assertThat(only.ratio())
                .as("lower median")
                .isEqualTo(Math.min(only.ratios().get(0), only.ratios().get(1)));
        assertThat(only.on().elements()).isEqualTo(ELEMENTS);
        assertThat(only.on().elementsPerSecond()).isPositive();
        assertThat(only.on().commandsPerElement()).as("a tag each").isGreaterThanOrEqualTo(1);
        assertThat(only.latency().elements()).isPositive();
        assertThat(only.latency().p50Millis()).isPositive();
        assertThat(only.latency().maxMillis()).isGreaterThanOrEqualTo(only.latency().p99Millis());
        assertThat(only.latency().checkpoints()).as("triggered").isPositive();
        assertThat(only.latency().load().cpuMicrosPerElement()).isPositive();
        assertThat(only.latency().load().busyShare()).isPositive().isLessThanOrEqualTo(1);
        // A process has a file there for as long as it is to run.
        assertThat(directory.resolve("functions-" + FUNCTIONS + "/processes")).isEmptyDirectory();
    }
}

package io.forebay.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.Operation;
import io.forebay.traces.TraceSummary.FunctionSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceSummaryTest {
    @TempDir Path directory;

    @Test
    void shouldAddUpATrace() throws IOException {
        TraceSummary summary =
                summary("100 0 8 8 1\n300 0 16 8 0\n200 1 0 1 1\nbad\n400 0 24 1 1\n");
        assertThat(summary)
                .isEqualTo(
                        new TraceSummary(
                                4,
                                18 * 512,
                                100,
                                400,
                                1,
                                Map.of(Operation.READ, 3L, Operation.WRITE, 1L),
                                Map.of(
                                        "tiny/0",
                                        new FunctionSummary(
                                                3,
                                                17 * 512,
                                                Map.of(Operation.READ, 2L, Operation.WRITE, 1L),
                                                2),
                                        "tiny/1",
                                        new FunctionSummary(1, 512, Map.of(Operation.READ, 1L), 0)),
                                1,
                                Map.of("not a whole number: time", 1L)));
        assertThat(summary.spanNanos()).isEqualTo(300);
        assertThat(summary.sequentialShare()).isEqualTo(0.5);
    }

    @Test
    void shouldBeAllZeroWhenTraceIsEmpty() throws IOException {
        TraceSummary summary = summary("");
        assertThat(summary.elements()).isZero();
        assertThat(summary.spanNanos()).isZero();
        assertThat(summary.sequentialShare()).isZero();
        assertThat(summary.deadLettersByReason())
                .containsExactly(Map.entry("the file is empty", 1L));
    }

    @Test
    void shouldCountReasonsBeyondTheBoundTogether() throws IOException {
        byte[] records = new byte[200 * 32];
        for (int i = 0; i < 200; i++) {
            records[i * 32 + 15] = (byte) (i + 2);
        }
        Path file = directory.resolve("other.vscsi");
        Files.write(file, records);
        TraceSummary summary = TraceSummary.of(file, TraceFormat.VSCSI);
        assertThat(summary.deadLetters()).isEqualTo(200);
        assertThat(summary.deadLettersByReason())
                .hasSize(TraceSummarizer.MAX_REASONS + 1)
                .containsEntry("other reasons", 200L - TraceSummarizer.MAX_REASONS);
    }

    @Test
    void shouldNotBeChangeable() throws IOException {
        TraceSummary summary = summary("100 0 8 8 1\n");
        assertThatThrownBy(() -> summary.operations().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> summary.functions().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldFindShareOfSequentialRequestsOfRealTraces() throws IOException {
        TraceSummary cloudPhysics =
                TraceSummary.of(RealData.file("block/cloudPhysicsIO.vscsi.gz"), TraceFormat.VSCSI);
        assertThat(cloudPhysics.sequentialShare()).isBetween(0.255, 0.265);
        assertThat(cloudPhysics.spanNanos() / 1_000_000_000).isBetween(7_195L, 7_205L);
        TraceSummary postmark =
                TraceSummary.of(
                        RealData.file("block/msr-ssdmodel-postmark-aligned2.trace.gz"),
                        TraceFormat.DISKSIM);
        assertThat(postmark.sequentialShare()).isBetween(0.455, 0.465);
        TraceSummary systor =
                TraceSummary.of(
                        RealData.file("block/systor17-traces-sample.csv.gz"), TraceFormat.SYSTOR);
        assertThat(systor.outOfOrderElements()).isEqualTo(243);
        assertThat(systor.functions()).containsOnlyKeys("systor17-traces-sample/0");
    }

    private TraceSummary summary(String text) throws IOException {
        Path file = directory.resolve("tiny.trace");
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
        return TraceSummary.of(file, TraceFormat.MQSIM);
    }
}

package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged files of every format go through the whole loop and end with a report. */
class DamagedInputITCase {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldReportDeadLettersWhenAFileIsTruncated(TraceFormat format) throws IOException {
        byte[] whole = SampleInputs.of(format);
        JsonNode report = run(format, Arrays.copyOf(whole, whole.length - 7));
        assertThat(report.at("/elements/processed").asLong())
                .isBetween(SampleInputs.RECORDS - 1L, (long) SampleInputs.RECORDS);
        assertThat(report.at("/elements/captured").asLong() + report.get("deadLetters").asLong())
                .isGreaterThanOrEqualTo(SampleInputs.RECORDS);
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldGoOnWhenBytesAreFlipped(TraceFormat format) throws IOException {
        byte[] bytes = SampleInputs.of(format);
        for (int i = bytes.length / 5; i < bytes.length; i += bytes.length / 5) {
            bytes[i] ^= (byte) 0xff;
        }
        JsonNode report = run(format, bytes);
        assertThat(report.at("/elements/captured").asLong() + report.get("deadLetters").asLong())
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource(TraceFormat.class)
    void shouldSayThatAFileIsEmpty(TraceFormat format) throws IOException {
        JsonNode report = run(format, new byte[0]);
        assertThat(report.at("/elements/read").asLong()).isZero();
        assertThat(report.get("deadLetters").asLong()).isEqualTo(1);
        assertThat(report.get("deadLettersByReason").fieldNames().next()).contains("empty");
    }

    private JsonNode run(TraceFormat format, byte[] bytes) throws IOException {
        Path trace = Files.write(directory.resolve("sample"), bytes);
        var runner =
                new CommandLineRunner(directory)
                        .run(
                                "--trace",
                                trace.toString(),
                                "--format",
                                format.label(),
                                "--speed",
                                "max");
        assertThat(runner.output()).doesNotContain("Exception", "\tat ");
        assertThat(runner.exitCode()).as(runner.output()).isZero();
        JsonNode report = runner.report();
        JsonNode elements = report.get("elements");
        assertThat(elements.get("captured").asLong())
                .isEqualTo(elements.get("read").asLong() - elements.get("refused").asLong());
        assertThat(elements.get("processed")).isEqualTo(elements.get("captured"));
        assertThat(elements.get("tagged")).isEqualTo(elements.get("captured"));
        assertThat(elements.get("completed")).isEqualTo(elements.get("captured"));
        return report;
    }
}

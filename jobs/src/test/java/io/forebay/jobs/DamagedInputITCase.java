package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
    @EnumSource(SampleInputs.class)
    void shouldReportDeadLettersWhenAFileIsTruncated(SampleInputs sample) throws IOException {
        byte[] whole = sample.bytes();
        JsonNode report = run(sample, Arrays.copyOf(whole, whole.length - 11));
        long processed = report.at("/elements/processed").asLong();
        assertThat(processed).isBetween(1L, (long) SampleInputs.RECORDS);
        if (!sample.isText()) {
            assertThat(processed).isLessThan(SampleInputs.RECORDS);
            assertThat(report.get("deadLetters").asLong()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(SampleInputs.class)
    void shouldGoOnWhenBytesAreFlipped(SampleInputs sample) throws IOException {
        byte[] bytes = sample.bytes();
        for (int i = bytes.length / 5; i < bytes.length; i += bytes.length / 5) {
            bytes[i] ^= (byte) 0xff;
        }
        JsonNode report = run(sample, bytes);
        long captured = report.at("/elements/captured").asLong();
        if (sample == SampleInputs.MSR_GZIP) {
            assertThat(report.get("deadLetters").asLong()).isPositive();
            return; // What lies behind the first damaged byte cannot be unpacked.
        }
        assertThat(captured).isPositive();
        if (sample.isText()) {
            assertThat(report.get("deadLetters").asLong()).isPositive();
            assertThat(captured).isGreaterThanOrEqualTo(SampleInputs.RECORDS - 10);
        }
    }

    @ParameterizedTest
    @EnumSource(SampleInputs.class)
    void shouldSayThatAFileIsEmpty(SampleInputs sample) throws IOException {
        JsonNode report = run(sample, new byte[0]);
        assertThat(report.at("/elements/read").asLong()).isZero();
        assertThat(report.get("deadLetters").asLong()).isEqualTo(1);
        assertThat(report.get("deadLettersByReason").fieldNames().next()).contains("empty");
    }

    private JsonNode run(SampleInputs sample, byte[] bytes) throws IOException {
        Path trace = Files.write(directory.resolve("sample"), bytes);
        var runner =
                new CommandLineRunner(directory)
                        .run(
                                "--trace",
                                trace.toString(),
                                "--format",
                                sample.format().label(),
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

package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateThroughputCommandITCase {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    private int execute(String... arguments) {
        var all = new ArrayList<>(List.of("evaluate", "throughput"));
        all.addAll(List.of(arguments));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void shouldTellThroughputWithPredictorAndWithout() throws IOException {
        Path json = directory.resolve("figures.json");
        assertThat(
                        execute(
                                "--synthetic",
                                "mixed",
                                "--limit",
                                "3000",
                                "--warm-up",
                                "0",
                                "--repeat",
                                "2",
                                "--json",
                                json.toString()))
                .as("%s", err)
                .isZero();

        assertThat(out.toString())
                .contains("throughput of synthetic mixed: 3,000 elements")
                .containsPattern("(?m)^ *on +[0-9]")
                .containsPattern("(?m)^ *off +[0-9]");
        JsonNode figures = new ObjectMapper().readTree(Files.readString(json));
        assertThat(figures.get("elements").asLong()).isEqualTo(3000);
        for (String kind : List.of("predictorOn", "predictorOff")) {
            assertThat(figures.get(kind).get("runs")).hasSize(2);
            assertThat(figures.get(kind).get("elementsPerSecond").asDouble()).isPositive();
            assertThat(figures.get(kind).get("cpuNanosPerElement").asDouble()).isPositive();
        }
        double on = figures.at("/predictorOn/elementsPerSecond").asDouble();
        double off = figures.at("/predictorOff/elementsPerSecond").asDouble();
        assertThat(figures.get("ratio").asDouble()).isPositive().isEqualTo(on / off);
    }

    @Test
    void shouldReadTraceWithManyFunctionsInParallel() throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            lines.add(i * 1_000_000L + " " + i % 7 + " " + 8L * i + " 8 1");
        }
        Path trace = Files.write(directory.resolve("disks.trace"), lines);

        assertThat(
                        execute(
                                "--trace",
                                trace.toString(),
                                "--format",
                                "mqsim",
                                "--parallelism",
                                "2",
                                "--warm-up",
                                "1",
                                "--repeat",
                                "1"))
                .as("%s", err)
                .isZero();
        assertThat(out.toString()).contains("disks.trace: 500 elements, parallelism 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--synthetic nothing | --synthetic must be one of",
                "--repeat 0 | --repeat must be from 1",
                "--warm-up -1 | --warm-up must be from 0",
                "--parallelism 99 | --parallelism must be from 1",
                "--format vscsi | --format needs --trace",
                "--synthetic mixed --trace none | exclude each other"
            })
    void shouldRefuseWrongCalls(String call, String message) {
        assertThat(execute(call.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}

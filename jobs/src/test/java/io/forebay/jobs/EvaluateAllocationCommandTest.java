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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateAllocationCommandTest {
    private static final int REQUESTS = 900;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path trace;
    private Path json;

    @TempDir Path directory;

    @BeforeEach
    void writeTrace() throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < REQUESTS; i++) {
            int sectors = i % 30 == 0 ? 8192 : 64;
            lines.add(i * 1_000_000L + " " + i % 3 + " " + 8L * i + " " + sectors + " 1");
        }
        trace = Files.write(directory.resolve("three-disks.trace"), lines);
        json = directory.resolve("figures.json");
    }

    private int execute(String... arguments) {
        var all = new ArrayList<>(List.of("evaluate", "allocation"));
        all.addAll(List.of(arguments));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private JsonNode evaluate(String buffer) throws IOException {
        int exitCode =
                execute(
                        "--trace",
                        trace.toString(),
                        "--format",
                        "mqsim",
                        "--buffer",
                        buffer,
                        "--json",
                        json.toString(),
                        "--html",
                        directory.resolve("page.html").toString());
        assertThat(exitCode).as("%s", err).isZero();
        return new ObjectMapper().readTree(Files.readString(json));
    }

    @Test
    void shouldWriteOneRunWhenThereIsOneSize() throws IOException {
        JsonNode run = evaluate("2MiB");
        assertThat(run.get("drain").asDouble()).isEqualTo(1.25);
        assertThat(run.get("bufferBytes").asLong()).isEqualTo(2 << 20);
        List<String> names = run.get("policies").findValuesAsText("name");
        assertThat(names).startsWith("equal").endsWith("far");
        assertThat(names).contains("forebay-partition", "forebay-shared", "forebay-pushout");
        for (JsonNode policy : run.get("policies")) {
            assertThat(policy.get("lostPercent").asDouble()).isBetween(0.0, 100.0);
            assertThat(policy.get("worstFunctionPercent").asDouble())
                    .isGreaterThanOrEqualTo(policy.get("lostPercent").asDouble());
        }
        assertThat(out.toString()).contains("forebay-partition").contains("three-disks");
    }

    @Test
    void shouldWriteAllRunsAndChartsWhenThereAreSeveralSizes() throws IOException {
        JsonNode runs = evaluate("512KiB,2MiB").get("runs");
        assertThat(runs.findValuesAsText("bufferBytes")).containsExactly("524288", "2097152");
        assertThat(Files.readString(directory.resolve("page.html")))
                .contains("Loss against memory")
                .contains("<svg");
    }

    @ParameterizedTest
    @CsvSource({"--buffer, 0", "--buffer, 5 cups", "--buffer, 100000GiB", "--drain, 0"})
    void shouldRefuseWrongCall(String option, String value) {
        assertThat(execute("--trace", trace.toString(), option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(option);
    }

    @Test
    void shouldExplainItself() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("--mix", "--buffer", "--drain", "--limit", "--html");
    }
}

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

class EvaluatePriorityTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    private int execute(String... options) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "priority"));
        arguments.addAll(List.of(options));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void shouldWriteRunsOfAllPoliciesAsJsonAndPage() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            long nanos = i / 4 * 10_000_000L + i % 4 * 1_000L;
            text.append(nanos).append(" 0 ").append(i * 64).append(" 64 1\n");
        }
        Path trace = directory.resolve("bursts.trace");
        Files.writeString(trace, text);
        Path json = directory.resolve("figures.json");
        Path html = directory.resolve("figures.html");

        String[] call = {
            "--trace", trace.toString(), "--format", "mqsim", "--limit", "2000", "--load", "0.5,0.9"
        };
        List<String> options = new ArrayList<>(List.of(call));
        options.addAll(List.of("--json", json.toString(), "--html", html.toString()));
        assertThat(execute(options.toArray(String[]::new))).isZero();

        JsonNode runs = new ObjectMapper().readTree(json.toFile()).get("runs");
        assertThat(runs).hasSize(6);
        JsonNode run = runs.get(0);
        assertThat(run.get("mix").asText()).isEqualTo("bursts");
        assertThat(run.get("load").asDouble()).isEqualTo(0.5);
        assertThat(run.get("order").asText()).isEqualTo("burst");
        assertThat(run.get("levels").asInt()).isEqualTo(8);
        JsonNode policies = run.get("policies");
        assertThat(policies.findValuesAsText("name"))
                .startsWith("fifo")
                .contains("tctx", "forebay-tag", "forebay-scheduler", "forebay-tag@300ms")
                .endsWith("toracle");
        assertThat(policies.get(0).fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "sumBctNanos",
                        "meanBctMillis",
                        "p99BctMillis",
                        "meanSlowdown",
                        "meanResponseMillis",
                        "maxWaitMillis");
        assertThat(out.toString()).contains("Load 0.9, order within a function");
        assertThat(html).content().contains("<svg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--load 0.9|either --mix or --trace is needed",
                "--mix other --data .|--mix knows public",
                "--mix public|--mix and --data go together",
                "--mix public --data . --format msr|--format needs --trace",
                "--trace a --trace b --trace c --format msr --format msr|--format is given once",
                "--mix public --data . --load 1.5|--load must be from",
                "--mix public --data . --load NaN|--load must be from",
                "--mix public --data . --aging -1|--aging must be from"
            })
    void shouldRefuseWrongCallsWithOneClearLine(String options, String message) {
        assertThat(execute(options.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    @Test
    void shouldFailWithOneClearLineWhenTheFolderHoldsOtherTraces() {
        assertThat(execute("--mix", "public", "--data", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("a trace of the public mix is missing");
    }
}

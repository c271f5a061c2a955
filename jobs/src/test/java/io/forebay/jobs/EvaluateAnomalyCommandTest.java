package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

class EvaluateAnomalyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path directory;

    private int execute(String... arguments) {
        var all = new ArrayList<>(List.of("evaluate", "anomaly"));
        all.addAll(List.of(arguments));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 1 | --nab, --trace or --synthetic is needed",
                "--nab . | --nab needs --out",
                "--nab missing --out x | --nab names no folder",
                "--out x --synthetic mixed | --out needs --nab",
                "--nab . --out x --trace y | --trace does not go with --nab",
                "--nab . --out x --count 2 | --count does not go with --nab",
                "--nab . --out x --limit 9 | --limit does not go with --nab",
                "--synthetic nothing | --synthetic knows mixed",
                "--synthetic mixed --format msr | --format needs --trace",
                "--trace a --trace b --trace c --format msr --format msr | --format is given once",
                "--synthetic mixed --count 0 | --count must be from 1 to 1000",
                "--synthetic mixed --duration 0 | --duration must be from 1 to 86400",
                "--synthetic mixed --window 0 | --window must be from 1 to 3600000"
            })
    void shouldRefuseCallThatMakesNoSense(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void shouldSumUpAllThatWasNamedInOneTable() throws Exception {
        Path trace = writeTrace();
        Path json = directory.resolve("figures.json");

        int exitCode =
                execute(
                        "--trace=" + trace,
                        "--synthetic=strided",
                        "--duration=40",
                        "--count=1",
                        "--json=" + json);

        assertThat(exitCode).as("%s", err).isZero();
        JsonNode figures = new ObjectMapper().readTree(Files.readString(json));
        assertThat(figures.get("traces").findValuesAsText("trace"))
                .containsExactly("even.trace", "synthetic strided");
        JsonNode total = figures.get("total");
        assertThat(total.findValuesAsText("detector"))
                .startsWith("forebay", "static threshold")
                .hasSize(5);
        for (int i = 0; i < total.size(); i++) {
            int injected = 0;
            for (JsonNode one : figures.get("traces")) {
                injected += one.at("/rows/" + i + "/injected").asInt();
            }
            assertThat(total.get(i).get("injected").asInt()).isEqualTo(injected).isPositive();
        }
        assertThat(out.toString())
                .contains("anomalies put into 2 traces", "All 2 traces", "even.trace: Detectors");
    }

    /** A disk that is read evenly for 40 s. */
    private Path writeTrace() throws Exception {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 4_000; i++) {
            lines.add(i * 10_000_000L + " 0 " + 8L * (i * 7_919L % 10_007) + " 8 1");
        }
        return Files.write(directory.resolve("even.trace"), lines);
    }
}

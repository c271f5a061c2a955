package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.evaluation.report.HtmlPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluatePredictionCommandTest {
    private static final int REQUESTS = 1_500;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path trace;
    private Path json;

    @TempDir Path directory;

    @BeforeEach
    void writeTrace() throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < REQUESTS; i++) {
            long sector = i % 5 == 0 ? i * 7_919L % 100_003 : 8L * i;
            lines.add(i * 1_000_000L + " " + i % 2 + " " + sector + " 8 " + i % 2);
        }
        trace = Files.write(directory.resolve("two-disks.trace"), lines);
        json = directory.resolve("figures.json");
    }

    private int execute(String... arguments) {
        var all = new ArrayList<>(List.of("evaluate"));
        all.addAll(List.of(arguments));
        return Forebay.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    /** Evaluates quickly with two models, which must succeed. */
    private JsonNode evaluate(String... arguments) throws IOException {
        var all = new ArrayList<>(List.of("prediction", "--json", json.toString()));
        all.addAll(List.of("--models", "order0,forebay", "--speed-requests", "1"));
        all.addAll(List.of(arguments));
        assertThat(execute(all.toArray(String[]::new))).as("%s", err).isZero();
        return new ObjectMapper().readTree(Files.readString(json));
    }

    private String tracePath() {
        return trace.toString();
    }

    @Test
    void shouldExplainItself() {
        assertThat(execute("--help")).isZero();
        assertThat(execute("prediction", "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: forebay evaluate prediction")
                .contains("--shift-sectors", "--limit", "--models", "--function-memory", "cm")
                .contains("mqsim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|a command is missing: prediction",
                "prediction|--trace",
                "prediction --trace TRACE --format nosuch|vscsi",
                "prediction --trace TRACE --limit -5|--limit must not be negative: -5",
                "prediction --trace TRACE --limit many|--limit",
                "prediction --trace TRACE --shift-sectors -1|--shift-sectors must be from 0",
                "prediction --trace TRACE --models forebay,nosuch|order2",
                "prediction --trace TRACE --speed-requests 0|--speed-requests must be at least 1",
                "prediction --trace TRACE --function-memory 1GiB|128KiB, 512KiB",
                "prediction --trace TRACE --json /no/such/folder/x.json|folder that does not exist",
                "prediction --trace TRACE --html /no/such/folder/x.html|folder that does not exist"
            })
    void shouldRefuseWrongCalls(String line, String message) {
        String[] arguments =
                line == null ? new String[0] : line.replace("TRACE", tracePath()).split(" ");
        assertThat(execute(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    @Test
    void shouldSayWhichFileIsMissing() {
        assertThat(execute("prediction", "--trace", "/no/such", "--format", "msr")).isEqualTo(1);
        assertThat(err.toString()).contains("forebay: no such file: /no/such");
    }

    @Test
    void shouldWriteFiguresAsTextJsonAndPage() throws IOException {
        try {
            HtmlPage.requireDrawing();
        } catch (IllegalStateException e) {
            abort(e.getMessage());
        }
        Path html = directory.resolve("page.html");
        JsonNode figures =
                evaluate("--trace", tracePath(), "--format", "mqsim", "--html", html.toString());
        assertThat(figures.get("trace").asText()).isEqualTo("two-disks.trace");
        assertThat(figures.get("requests").asLong()).isEqualTo(REQUESTS);
        assertThat(figures.get("functions").asInt()).isEqualTo(2);
        JsonNode models = figures.get("models");
        assertThat(models.findValuesAsText("name")).containsExactly("forebay", "order0", "order0");
        assertThat(models.findValuesAsText("factorisation"))
                .containsExactly("chain", "indep", "chain");
        for (JsonNode model : models) {
            JsonNode bits = model.get("bitsPerRequest");
            double sum = 0;
            for (String head : List.of("op", "size", "delta", "gap")) {
                assertThat(bits.get(head).asDouble()).isNotNegative();
                sum += bits.get(head).asDouble();
            }
            assertThat(bits.get("total").asDouble()).isBetween(sum - 1e-9, sum + 1e-9);
            assertThat(model.get("requestsPerSecond").asDouble()).isPositive();
            assertThat(model.at("/curve/1/requests").asLong()).isEqualTo(REQUESTS);
        }
        assertThat(figures.get("forecasts").findValuesAsText("quantity"))
                .contains("demandCount", "demandBytes", "burstBytes", "gapMicros");
        assertThat(figures.get("candidates").isArray()).isTrue();
        assertThat(out.toString())
                .contains("forebay", "order0", "bits/request", "1,500 requests")
                .contains("Requests in the next window");
        assertThat(Files.readString(html))
                .contains("<svg", "bits/request", "./forebay evaluate prediction --json");
    }

    @Test
    void shouldGiveTheFiguresOfAShorterTraceWhenLimited() throws IOException {
        JsonNode whole = evaluate("--trace", tracePath(), "--format", "mqsim");
        JsonNode limited = evaluate("--trace", tracePath(), "--format", "mqsim", "--limit", "1000");
        assertThat(limited.get("requests").asLong()).isEqualTo(1_000);
        for (int i = 0; i < 3; i++) {
            assertThat(whole.at("/models/" + i + "/curve/0/bitsPerRequest").asDouble())
                    .isEqualTo(limited.at("/models/" + i + "/bitsPerRequest/total").asDouble());
        }
        assertThat(evaluate("--trace", tracePath(), "--format", "mqsim").get("forecasts"))
                .isEqualTo(whole.get("forecasts"));
    }

    @Test
    void shouldTellTheFormatFromTheFileAndLeaveOutForecasts() throws IOException {
        JsonNode figures = evaluate("--trace", tracePath(), "--no-forecasts");
        assertThat(figures.get("requests").asLong()).isEqualTo(REQUESTS);
        assertThat(figures.has("forecasts")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(SampleInputs.class)
    void shouldEvaluateEveryFormatAlthoughDamaged(SampleInputs sample) throws IOException {
        byte[] whole = sample.bytes();
        Path file =
                Files.write(directory.resolve("sample"), Arrays.copyOf(whole, whole.length - 11));
        JsonNode figures =
                evaluate("--trace", file.toString(), "--format", sample.format().label());
        assertThat(figures.get("requests").asInt()).isBetween(1, SampleInputs.RECORDS);
        assertThat(Files.readString(json)).doesNotContain("NaN", "Infinity");
        if (!sample.isText()) {
            assertThat(figures.get("refused").asInt()).isPositive();
        }
    }

    @Test
    void shouldWriteNoNumberWhereThereIsNone() throws IOException {
        Files.writeString(trace, "1000 0 8 16 1\n");
        JsonNode figures = evaluate("--trace", tracePath(), "--format", "mqsim");
        assertThat(figures.get("requests").asInt()).isEqualTo(1);
        assertThat(Files.readString(json)).doesNotContain("NaN").contains(": null");
    }

    @ParameterizedTest
    @EnumSource(SampleInputs.class)
    void shouldSayThatNothingCanBeRead(SampleInputs sample) throws IOException {
        Path file = Files.write(directory.resolve("empty"), new byte[0]);
        int exitCode =
                execute(
                        "prediction",
                        "--trace",
                        file.toString(),
                        "--format",
                        sample.format().label());
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .contains("forebay: no request can be read from the trace")
                .contains("refused=1")
                .doesNotContain("\tat ");
    }
}

package io.forebay.evaluation.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.PredictorSettings;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastEvaluationTest {
    private static final PredictorSettings SMALL =
            new PredictorSettings(3, 1 << 10, 1 << 8, 4, 0.01);

    @TempDir private Path folder;

    private static RequestTrace sample(String fileName, String format, long limit)
            throws IOException {
        Path file = Path.of(System.getProperty("forebay.data.dir", ""), "block", fileName);
        assumeTrue(Files.isRegularFile(file), "no sample trace: file=" + file);
        return RequestTrace.read(file, TraceFormat.parse(format), 0, limit);
    }

    /** Two functions; reads in runs, writes at random, in bursts. */
    private RequestTrace synthetic(int requests, long limit) throws IOException {
        var random = new Random(7);
        var text = new StringBuilder();
        long nanos = 0;
        long sector = 0;
        for (int i = 0; i < requests; i++) {
            nanos += i % 20 == 0 ? 30_000_000 : random.nextInt(200_000);
            boolean read = random.nextInt(4) > 0;
            sector = read ? sector + 8 : 1L << 24 | random.nextInt(1 << 20);
            text.append(nanos).append(' ').append(i / 50 % 2).append(' ');
            text.append(sector).append(" 8 ").append(read ? 1 : 0).append('\n');
            sector = read ? sector : random.nextInt(1 << 20) & ~7;
        }
        Path file = folder.resolve("trace-" + requests + "-" + limit + ".txt");
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        return RequestTrace.read(file, TraceFormat.MQSIM, 0, limit);
    }

    @ParameterizedTest
    @CsvSource({
        "cloudPhysicsIO.vscsi.gz, vscsi, 30000",
        "msr-ssdmodel-postmark-aligned2.trace.gz, disksim, 30000",
        "mqsim-wsrch-small.trace.gz, mqsim, 0",
        "mqsim-tpcc-small.trace.gz, mqsim, 0",
        "msr-cambridge1-sample.csv.gz, msr, 0",
        "systor17-traces-sample.csv.gz, systor, 0"
    })
    void shouldCoverNineInTenAndBeatReferencesWhenTraceIsReal(
            String fileName, String format, long limit) throws IOException {
        List<ForecastFigures.Row> rows =
                DemandForecasts.run(sample(fileName, format, limit), Progress.NONE);
        assertThat(rows).isNotEmpty();
        for (ForecastFigures.Row row : rows) {
            if (row.forecaster().equals("forebay")) {
                // A few hundred forecasts tell a share to two standard errors only.
                double doubt = row.forecasts() < 500 ? 2 * Math.sqrt(0.09 / row.forecasts()) : 0;
                assertThat(row.coverage90())
                        .as("%s %s", row.quantity(), row.windowMillis())
                        .isBetween(0.87 - doubt, 0.93 + doubt);
                assertThat(row.meanPinball()).isLessThan(1.15 * bestReference(rows, row));
            }
        }
    }

    private static double bestReference(
            List<ForecastFigures.Row> rows, ForecastFigures.Row ofSame) {
        return rows.stream()
                .filter(row -> row.quantity().equals(ofSame.quantity()))
                .filter(row -> row.windowMillis().equals(ofSame.windowMillis()))
                .filter(row -> !row.forecaster().startsWith("forebay"))
                .mapToDouble(ForecastFigures.Row::meanPinball)
                .min()
                .orElseThrow();
    }

    @Test
    void shouldGiveSameFiguresWhenTraceEndsAtTheLimit() throws IOException {
        ForecastFigures limited =
                ForecastEvaluation.run(synthetic(4_000, 2_500), SMALL, Progress.NONE);
        ForecastFigures ended = ForecastEvaluation.run(synthetic(2_500, 0), SMALL, Progress.NONE);
        assertThat(limited).isEqualTo(ended);
        assertThat(limited.forecasts())
                .extracting(ForecastFigures.Row::quantity)
                .contains("demandCount", "demandBytes", "burstBytes", "gapMicros");
    }

    @Test
    void shouldFindCandidatesTrueWhenReadsAreSequential() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append(i * 1_000_000L).append(" 0 ").append(i * 8L).append(" 8 1\n");
        }
        Path file = folder.resolve("sequential.txt");
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        RequestTrace trace = RequestTrace.read(file, TraceFormat.MQSIM, 0, 0);
        ForecastFigures figures = ForecastEvaluation.run(trace, SMALL, Progress.NONE);
        ForecastFigures.Bucket surest = figures.candidates().get(figures.candidates().size() - 1);
        assertThat(surest.candidates()).isGreaterThan(1_000);
        assertThat(surest.meanProbability()).isGreaterThan(0.9);
        assertThat(surest.hitRate()).isGreaterThan(0.95);
    }

    @Test
    void shouldTellOfSilenceUpToItsLimitWhenWindowsAreCut() throws IOException {
        String text =
                "0 0 0 8 1\n2000000 0 8 8 1\n60000000 0 16 8 1\n60100000 0 24 16 1\n61000000 0 0 8 1\n";
        Path file = folder.resolve("gaps.txt");
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        RequestTrace trace = RequestTrace.read(file, TraceFormat.MQSIM, 0, 0);
        List<DemandWindow> windows = DemandWindows.of(trace, 1);
        // 0, silence, 2, twenty of fifty-seven silent ones, 60; 61 is cut short.
        assertThat(windows).hasSize(3 + DemandWindows.SILENT_LIMIT + 1);
        assertThat(windows.get(0)).isEqualTo(new DemandWindow(0, 1, 4_096));
        assertThat(windows.get(1)).isEqualTo(new DemandWindow(0, 0, 0));
        assertThat(windows.get(2)).isEqualTo(new DemandWindow(0, 1, 4_096));
        assertThat(windows.get(windows.size() - 1)).isEqualTo(new DemandWindow(0, 2, 12_288));
    }
}

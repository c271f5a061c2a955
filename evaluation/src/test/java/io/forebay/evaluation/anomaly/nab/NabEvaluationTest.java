package io.forebay.evaluation.anomaly.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.anomaly.ForebaySeries;
import io.forebay.evaluation.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NabEvaluationTest {
    private static final int ROWS = 400;
    private static final int SPIKE = 300;

    @TempDir Path folder;

    @Test
    void shouldFindSpikeAndWriteResultsOfAllRows() throws IOException {
        writeBenchmark(", ");
        NabFigures figures = NabEvaluation.run(folder, folder.resolve("out"), Progress.NONE);
        assertThat(figures.detectors())
                .extracting(NabFigures.DetectorFigures::detector)
                .containsExactly("forebay", "windowedGaussian", "randomCutForest", "null");
        NabScore score = figures.detectors().get(0).profiles().get("standard");
        assertThat(score.windowsFound()).isEqualTo(1);
        assertThat(score.score()).isGreaterThan(50);
        Path result = folder.resolve("out/forebay/made/forebay_spike.csv");
        List<String> lines = Files.readAllLines(result);
        assertThat(lines).hasSize(ROWS + 1);
        assertThat(lines.get(0)).isEqualTo("timestamp,value,anomaly_score,label");
        assertThat(lines.get(1)).isEqualTo("2024-01-01 00:00:00,0.0,0.0,0");
        assertThat(lines.get(SPIKE + 1)).startsWith("2024-01-01 05:00:00,90.0,0.").endsWith(",1");
        assertThat(folder.resolve("out/made/forebay_spike.csv")).hasSameTextualContentAs(result);
    }

    @Test
    void shouldNotLookAtLabels() throws IOException {
        writeBenchmark("");
        NabEvaluation.run(folder, folder.resolve("one"), Progress.NONE);
        Path labels = folder.resolve("labels/combined_windows.json");
        Files.writeString(labels, "{\"made/spike.csv\": []}");
        NabEvaluation.run(folder, folder.resolve("two"), Progress.NONE);
        assertThat(scoresIn(folder.resolve("one"))).isEqualTo(scoresIn(folder.resolve("two")));
    }

    @Test
    void shouldNameWhatIsWrongWhenBenchmarkIsDamaged() throws IOException {
        assertThatThrownBy(() -> NabEvaluation.run(folder, folder, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no folder data");
        writeBenchmark("");
        Files.writeString(folder.resolve("data/made/spike.csv"), "timestamp,value\nnoon,7\n");
        assertThatThrownBy(() -> NabEvaluation.run(folder, folder, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line=2");
    }

    @Test
    void shouldExceedReferencesOnThePublicGroups() throws IOException {
        Path nab = Path.of(System.getProperty("forebay.data.dir", "missing"), "nab");
        assumeTrue(Files.isDirectory(nab), "the benchmark is not here");
        NabFigures figures = NabEvaluation.run(nab, folder, Progress.NONE);
        Map<String, Double> standard =
                figures.detectors().stream()
                        .collect(
                                Collectors.toMap(
                                        NabFigures.DetectorFigures::detector,
                                        detector -> detector.profiles().get("standard").score()));
        assertThat(standard.get("forebay")).isGreaterThan(77);
        assertThat(standard.get("forebay")).isGreaterThan(standard.get("windowedGaussian") + 20);
        assertThat(standard.get("forebay")).isGreaterThan(standard.get("randomCutForest") + 10);
        assertThat(standard.get("null")).isZero();
    }

    @Test
    void shouldScoreWithoutTheFuture() {
        Function<Integer, double[]> run =
                rows -> {
                    var detector = new ForebaySeries(60);
                    var scores = new double[rows];
                    for (int i = 0; i < rows; i++) {
                        scores[i] = detector.score(valueAt(i));
                    }
                    return scores;
                };
        assertThat(run.apply(ROWS)).startsWith(run.apply(350));
        assertThat(run.apply(ROWS)[SPIKE]).isPositive();
    }

    private void writeBenchmark(String after) throws IOException {
        Files.createDirectories(folder.resolve("data/made"));
        Files.createDirectories(folder.resolve("labels"));
        var csv = new StringBuilder("timestamp,value\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(String.format("2024-01-01 %02d:%02d:00,", i / 60, i % 60));
            csv.append(valueAt(i)).append(after.isEmpty() ? "\n" : "\r\n");
        }
        Files.writeString(folder.resolve("data/made/spike.csv"), csv);
        Files.writeString(
                folder.resolve("labels/combined_windows.json"),
                "{\"made/spike.csv\": [[\"2024-01-01 04:50:00.000000\","
                        + " \"2024-01-01 05:10:00.000000\"]]}");
    }

    private static double valueAt(int row) {
        return row == SPIKE ? 90 : row % 7;
    }

    private static List<String> scoresIn(Path out) throws IOException {
        return Files.readAllLines(out.resolve("forebay/made/forebay_spike.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }
}

package io.forebay.evaluation.anomaly.nab;

import io.forebay.evaluation.anomaly.ForebaySeries;
import io.forebay.evaluation.anomaly.SeriesDetector;
import io.forebay.evaluation.anomaly.SeriesDetectors;
import io.forebay.evaluation.report.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Runs Forebay's detector and the references on the Numenta Anomaly Benchmark. Detectors get values
 * row by row and nothing else; labels are read after all of them have run.
 */
public final class NabEvaluation {
    /** Name of Forebay's detector in figures and files. */
    public static final String FOREBAY = "forebay";

    private NabEvaluation() {}

    /**
     * Runs all detectors, writes their results and scores them.
     *
     * @param directory of the benchmark
     * @param out folder that the benchmark's result files are written into
     * @throws IOException when the benchmark cannot be read or the results not written
     */
    public static NabFigures run(Path directory, Path out, Progress progress) throws IOException {
        List<NabSeries> series = NabCorpus.read(directory);
        Map<String, List<double[]>> scores = new LinkedHashMap<>();
        for (Map.Entry<String, IntFunction<SeriesDetector>> maker : makers().entrySet()) {
            scores.put(maker.getKey(), detect(maker.getKey(), maker.getValue(), series, progress));
        }
        Map<String, List<NabWindow>> windows = NabCorpus.readWindows(directory, series);
        List<NabFigures.DetectorFigures> detectors = new ArrayList<>();
        for (Map.Entry<String, List<double[]>> detector : scores.entrySet()) {
            writeAll(out, detector.getKey(), series, detector.getValue(), windows);
            detectors.add(judge(detector.getKey(), series, detector.getValue(), windows));
        }
        int labelled = windows.values().stream().mapToInt(List::size).sum();
        return new NabFigures(directory.toString(), series.size(), labelled, detectors);
    }

    private static Map<String, IntFunction<SeriesDetector>> makers() {
        Map<String, IntFunction<SeriesDetector>> makers = new LinkedHashMap<>();
        makers.put(FOREBAY, ForebaySeries::new);
        makers.putAll(SeriesDetectors.references());
        return makers;
    }

    private static List<double[]> detect(
            String name,
            IntFunction<SeriesDetector> maker,
            List<NabSeries> series,
            Progress progress) {
        List<double[]> scores = new ArrayList<>();
        for (NabSeries one : series) {
            progress.show(name, scores.size(), series.size());
            SeriesDetector detector = maker.apply(one.probationRows());
            var rows = new double[one.rows()];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = detector.score(one.value(row));
            }
            scores.add(rows);
        }
        progress.show(name, series.size(), series.size());
        return scores;
    }

    private static NabFigures.DetectorFigures judge(
            String name,
            List<NabSeries> series,
            List<double[]> scores,
            Map<String, List<NabWindow>> windows) {
        Map<String, NabScore> profiles = new LinkedHashMap<>();
        for (NabProfile profile :
                List.of(NabProfile.STANDARD, NabProfile.LOW_FALSE_ALARMS, NabProfile.LOW_MISSES)) {
            profiles.put(profile.name(), scorer(profile, series, scores, windows, "").best());
        }
        double threshold = profiles.get(NabProfile.STANDARD.name()).threshold();
        Map<String, NabScore> groups = new LinkedHashMap<>();
        for (String group :
                series.stream().map(NabSeries::group).distinct().collect(Collectors.toList())) {
            groups.put(
                    group,
                    scorer(NabProfile.STANDARD, series, scores, windows, group).at(threshold));
        }
        return new NabFigures.DetectorFigures(name, profiles, groups);
    }

    private static NabScorer scorer(
            NabProfile profile,
            List<NabSeries> series,
            List<double[]> scores,
            Map<String, List<NabWindow>> windows,
            String group) {
        var scorer = new NabScorer(profile);
        for (int i = 0; i < series.size(); i++) {
            NabSeries one = series.get(i);
            if (group.isEmpty() || group.equals(one.group())) {
                scorer.add(scores.get(i), windows.get(one.name()), one.probationRows());
            }
        }
        return scorer;
    }

    /** In the benchmark's own layout; Forebay's also directly in the folders of the groups. */
    private static void writeAll(
            Path out,
            String detector,
            List<NabSeries> series,
            List<double[]> scores,
            Map<String, List<NabWindow>> windows)
            throws IOException {
        for (int i = 0; i < series.size(); i++) {
            NabSeries one = series.get(i);
            String file = detector + "_" + one.file();
            List<NabWindow> labelled = windows.get(one.name());
            Path own = out.resolve(detector).resolve(one.group());
            write(own.resolve(file), one, scores.get(i), labelled);
            if (detector.equals(FOREBAY)) {
                write(out.resolve(one.group()).resolve(file), one, scores.get(i), labelled);
            }
        }
    }

    private static void write(Path file, NabSeries series, double[] scores, List<NabWindow> windows)
            throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("timestamp,value,anomaly_score,label\n");
            for (int row = 0; row < scores.length; row++) {
                int at = row;
                boolean labelled = windows.stream().anyMatch(window -> window.contains(at));
                writer.write(
                        series.timestamps().get(row)
                                + ','
                                + series.values().get(row)
                                + ','
                                + scores[row]
                                + ','
                                + (labelled ? 1 : 0)
                                + '\n');
            }
        }
    }
}

package io.forebay.evaluation.anomaly.nab;

import java.util.List;
import java.util.Map;

/**
 * What the detectors reach on the benchmark.
 *
 * @param directory of the benchmark
 * @param series files judged
 * @param windows labelled windows
 * @param detectors in the order they are shown
 */
public record NabFigures(
        String directory, int series, int windows, List<DetectorFigures> detectors) {
    public NabFigures {
        detectors = List.copyOf(detectors);
    }

    /**
     * One detector.
     *
     * @param profiles score of each profile, each with its best threshold
     * @param groups standard score of each group, at the threshold that is best for all
     */
    public record DetectorFigures(
            String detector, Map<String, NabScore> profiles, Map<String, NabScore> groups) {}
}

package io.forebay.evaluation.anomaly;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The detectors that are compared on series, by name. Each is made for a length of probation. */
public final class SeriesDetectors {
    /** Scores every row alike: the score that stands for 0. */
    public static final String NULL = "null";

    private static final double NULL_SCORE = 0.5;

    private SeriesDetectors() {}

    /**
     * Makers of the reference detectors, in the order they are shown. A maker takes the number of
     * rows at the beginning that are not judged.
     */
    public static Map<String, IntFunction<SeriesDetector>> references() {
        Map<String, IntFunction<SeriesDetector>> references = new LinkedHashMap<>();
        references.put("windowedGaussian", probationRows -> new WindowedGaussian());
        references.put("randomCutForest", probationRows -> new CutForest());
        references.put(NULL, probationRows -> value -> NULL_SCORE);
        return references;
    }
}

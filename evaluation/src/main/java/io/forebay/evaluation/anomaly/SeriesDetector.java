package io.forebay.evaluation.anomaly;

/**
 * Tells row by row how unusual a series is. Causal: a score depends on this value and those before
 * it alone. One instance for each series; one thread.
 */
public interface SeriesDetector {
    /**
     * Scores the next value, then learns it.
     *
     * @param value any; what is not finite scores 0 and is not learned
     * @return 0 (as usual) to 1
     */
    double score(double value);
}

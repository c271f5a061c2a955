package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.PredictionError;
import java.util.List;

/** Tells in which windows of a function alerts would start. Causal. */
interface Judge {
    /** The name in tables. */
    String name();

    /**
     * Judges a function from its first window.
     *
     * @param calibrationEndNanos end of the part that holds no anomalies: thresholds may be chosen
     *     on it
     * @return ends of the windows in which an alert starts, in order
     */
    List<Start> judge(List<PredictionError> windows, long calibrationEndNanos);

    /**
     * The start of an alert.
     *
     * @param signature what it was told to look like; empty where nothing is told
     */
    record Start(long windowEndNanos, String signature) {}
}

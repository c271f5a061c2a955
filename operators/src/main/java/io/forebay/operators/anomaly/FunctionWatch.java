package io.forebay.operators.anomaly;

import io.forebay.shaping.anomaly.AnomalyDetector;

/**
 * The detector of one function.
 *
 * @param warmUpWindows warm-up the detector was made with
 */
record FunctionWatch(int warmUpWindows, AnomalyDetector detector) {}

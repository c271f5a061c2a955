package io.forebay.shaping.anomaly;

import io.forebay.schemas.Surprise;

/**
 * What surprised most in a window.
 *
 * @param feature the quantity that surprised; null for silence
 * @param scoreBits how improbable it is
 * @param observed in this window
 * @param expected in the function's recent windows
 */
record Finding(Feature feature, double scoreBits, double observed, double expected) {
    Surprise surprise() {
        return feature == null ? Surprise.SILENCE : feature.surprise();
    }
}

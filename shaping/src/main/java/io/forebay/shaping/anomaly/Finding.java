package io.forebay.shaping.anomaly;

import io.forebay.schemas.Surprise;

/**
 * What surprised most in a window.
 *
 * @param feature the quantity that surprised; null for silence
 * @param windows over which the quantity was summed up, the present one the last
 * @param scoreBits how improbable it is
 * @param observed in these windows
 * @param expected in as many of the function's recent windows
 */
record Finding(Feature feature, int windows, double scoreBits, double observed, double expected) {
    private static final String SILENCE = "silence";

    /** Name of the quantity as it is sent. */
    String code() {
        return feature == null ? SILENCE : feature.code();
    }

    Surprise surprise() {
        return feature == null ? Surprise.SILENCE : feature.surprise();
    }
}

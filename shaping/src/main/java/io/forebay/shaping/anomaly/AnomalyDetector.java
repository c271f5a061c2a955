package io.forebay.shaping.anomaly;

import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;

/**
 * Judges windows of one function by how improbable they are under the function's own recent
 * windows. Learns slower while an alert lasts. One thread.
 */
public final class AnomalyDetector {
    public AnomalyDetector(AnomalySettings settings) {
        throw new UnsupportedOperationException();
    }

    /** Restores a snapshot bit for bit. */
    public static AnomalyDetector fromBytes(AnomalySettings settings, byte[] snapshot) {
        throw new UnsupportedOperationException();
    }

    /**
     * Scores the window, then learns from it. A window without elements counts as silence.
     *
     * @return the start, a change of severity, or the end of an alert; null when there is nothing
     *     to say
     */
    public AnomalyAlert observe(PredictionError window) {
        throw new UnsupportedOperationException();
    }

    /** Score of the last window, in bits. */
    public double lastScoreBits() {
        throw new UnsupportedOperationException();
    }

    public byte[] toBytes() {
        throw new UnsupportedOperationException();
    }
}

package io.forebay.shaping.anomaly;

/**
 * How improbable a window must be to raise an alert, and how long it lasts.
 *
 * @param warmUpWindows windows a function must have shown before it can raise an alert
 * @param alertBits a window this improbable, in bits, starts an alert
 * @param clearBits an alert ends when windows stay below this, in bits
 * @param clearWindows for this many windows
 */
public record AnomalySettings(
        int warmUpWindows, double alertBits, double clearBits, int clearWindows) {
    public static AnomalySettings defaults() {
        return new AnomalySettings(100, 16, 8, 10);
    }
}

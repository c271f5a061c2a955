package io.forebay.shaping.anomaly;

/**
 * How improbable a window must be to raise an alert, and how long it lasts.
 *
 * @param warmUpWindows windows a function must have shown before it can raise an alert, 10 to
 *     10,000
 * @param alertBits a window this improbable, in bits, starts an alert; above 0
 * @param clearBits an alert ends when windows stay below this, in bits; above 0, at most alertBits
 * @param clearWindows for this many windows; at least 1
 */
public record AnomalySettings(
        int warmUpWindows, double alertBits, double clearBits, int clearWindows) {
    static final int LEAST_WARM_UP_WINDOWS = 10;
    static final int MOST_WARM_UP_WINDOWS = 10_000;

    public AnomalySettings {
        if (warmUpWindows < LEAST_WARM_UP_WINDOWS || warmUpWindows > MOST_WARM_UP_WINDOWS) {
            throw new IllegalArgumentException(
                    "warmUpWindows must be 10 to 10000: warmUpWindows=" + warmUpWindows);
        }
        if (!(alertBits > 0 && alertBits < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "alertBits must be above 0 and finite: alertBits=" + alertBits);
        }
        if (!(clearBits > 0 && clearBits <= alertBits)) {
            throw new IllegalArgumentException(
                    "clearBits must be above 0 and at most alertBits: clearBits="
                            + clearBits
                            + ", alertBits="
                            + alertBits);
        }
        if (clearWindows < 1) {
            throw new IllegalArgumentException(
                    "clearWindows must be at least 1: clearWindows=" + clearWindows);
        }
    }

    /**
     * For windows of 100 ms: 20 bits are one window in a million, so chance alone raises one alert
     * in a day of a function that is never idle.
     */
    public static AnomalySettings defaults() {
        return new AnomalySettings(200, 20, 10, 10);
    }
}

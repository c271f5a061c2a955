package io.forebay.shaping.alert;

/**
 * When functions of a device count as deviating together.
 *
 * @param functions so many at least, 2 to 10,000
 * @param windows incidents that start within so many windows, 1 to 10,000
 */
public record DeviceAlertSettings(int functions, int windows) {
    private static final int MOST = 10_000;

    public DeviceAlertSettings {
        if (functions < 2 || functions > MOST) {
            throw new IllegalArgumentException(
                    "functions must be 2 to 10000: functions=" + functions);
        }
        if (windows < 1 || windows > MOST) {
            throw new IllegalArgumentException("windows must be 1 to 10000: windows=" + windows);
        }
    }

    public static DeviceAlertSettings defaults() {
        return new DeviceAlertSettings(2, 5);
    }
}

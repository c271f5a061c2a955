package io.forebay.evaluation.anomaly.inject;

import java.util.List;

/**
 * What was found.
 *
 * @param windowMillis length of a window
 * @param functions functions that were judged
 * @param functionDays judged time of all functions in the trace without anomalies, in days
 * @param rows one for each detector
 * @param shapes one for each detector and shape
 */
public record InjectionFigures(
        String trace,
        long seed,
        long windowMillis,
        int functions,
        double functionDays,
        List<Row> rows,
        List<ShapeRow> shapes) {
    /**
     * A detector.
     *
     * @param injected anomalies put in, of all shapes
     * @param detected found while they lasted or shortly after
     * @param medianDelayWindows windows after the one the anomaly began in, of those found
     * @param medianDelayMillis from the beginning of the anomaly to the end of the window it was
     *     found in
     * @param medianDelayElements elements of the function in that time
     * @param falseAlerts in the trace without anomalies
     * @param falseAlertsPerFunctionDay the same for each function and day
     * @param driftAlerts in the trace with a slow drift
     * @param delays what the medians are of
     */
    public record Row(
            String detector,
            int injected,
            int detected,
            double detectionRate,
            double medianDelayWindows,
            double medianDelayMillis,
            double medianDelayElements,
            int falseAlerts,
            double falseAlertsPerFunctionDay,
            int driftAlerts,
            Delays delays) {}

    /** Delays of each anomaly that was found, in windows, milliseconds and elements. */
    public record Delays(List<Double> windows, List<Double> millis, List<Double> elements) {}

    /**
     * A detector and a shape.
     *
     * @param signatures what the anomalies found were told to look like, most frequent first
     */
    public record ShapeRow(
            String detector,
            String shape,
            int injected,
            int detected,
            double medianDelayWindows,
            String signatures) {}
}

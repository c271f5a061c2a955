package io.forebay.evaluation.anomaly.inject;

/**
 * Where an anomaly was put.
 *
 * @param startNanos time of the first element that is not as it was; of a stall, of the first one
 *     that is missing
 * @param endNanos after the last one
 */
public record Injection(AnomalyShape shape, String functionId, long startNanos, long endNanos) {
    /** Whether the anomaly acts on a function's traffic at a time. */
    boolean covers(String function, long timeNanos) {
        return timeNanos >= startNanos && timeNanos < endNanos && functionId.equals(function);
    }
}

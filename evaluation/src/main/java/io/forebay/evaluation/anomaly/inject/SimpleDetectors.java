package io.forebay.evaluation.anomaly.inject;

import io.forebay.evaluation.anomaly.SeriesDetector;

/** The two detectors everyone has. One thread each. */
final class SimpleDetectors {
    private static final double RATE = 0.05;

    private SimpleDetectors() {}

    /** The value itself: above the highest seen is an alarm. */
    static SeriesDetector staticThreshold() {
        return value -> Double.isFinite(value) ? 1 - 1 / (1 + Math.max(0, value)) : 0;
    }

    /** Distance from an exponentially weighted mean, in standard deviations. */
    static SeriesDetector weightedAverage() {
        return new WeightedAverage();
    }

    private static final class WeightedAverage implements SeriesDetector {
        private boolean started;
        private double mean;
        private double variance;

        @Override
        public double score(double value) {
            if (!Double.isFinite(value)) {
                return 0;
            }
            if (!started) {
                started = true;
                mean = value;
                return 0;
            }
            double distance = value - mean;
            double deviation = Math.sqrt(variance);
            double sigmas = distance == 0 ? 0 : Math.abs(distance) / Math.max(deviation, 1e-9);
            mean += RATE * distance;
            variance = (1 - RATE) * (variance + RATE * distance * distance);
            return 1 - 1 / (1 + sigmas);
        }
    }
}

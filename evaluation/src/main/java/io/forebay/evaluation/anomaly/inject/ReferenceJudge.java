package io.forebay.evaluation.anomaly.inject;

import io.forebay.evaluation.anomaly.SeriesDetector;
import io.forebay.schemas.PredictionError;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A detector of scalar series on the same windows: elements, bytes, bits per element, mean response
 * time, mean length, shortest response time, elements in new regions, and the share of elements
 * that read what was only written or the reverse; one instance each. An alert starts when any of
 * them scores above all it scored in the part without anomalies, and ends after as many calm
 * windows as the job asks for.
 */
final class ReferenceJudge implements Judge {
    private static final int SERIES = 8;

    /** Windows at the beginning that set no threshold: detectors settle. */
    private static final int PROBATION_WINDOWS = 100;

    private static final int CALM_WINDOWS = AnomalySettings.defaults().clearWindows();
    private static final double NANOS_PER_MILLI = 1e6;

    private final String name;
    private final Supplier<SeriesDetector> detectors;

    ReferenceJudge(String name, Supplier<SeriesDetector> detectors) {
        this.name = name;
        this.detectors = detectors;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Start> judge(List<PredictionError> windows, long calibrationEndNanos) {
        var series = new SeriesDetector[SERIES];
        for (int i = 0; i < SERIES; i++) {
            series[i] = detectors.get();
        }
        var thresholds = new double[SERIES];
        var starts = new ArrayList<Start>();
        int seen = 0;
        int calm = CALM_WINDOWS;
        for (PredictionError window : windows) {
            boolean isCalibrating = window.getWindowEndNanos() <= calibrationEndNanos;
            boolean isAlarm = false;
            for (int i = 0; i < SERIES; i++) {
                double score = series[i].score(value(i, window));
                if (isCalibrating && seen >= PROBATION_WINDOWS) {
                    thresholds[i] = Math.max(thresholds[i], score);
                }
                isAlarm |= !isCalibrating && score > thresholds[i];
            }
            seen++;
            if (isAlarm && calm >= CALM_WINDOWS) {
                starts.add(new Start(window.getWindowEndNanos(), ""));
            }
            calm = isAlarm ? 0 : calm + 1;
        }
        return starts;
    }

    private static double value(int series, PredictionError window) {
        long count = window.getElementCount();
        return switch (series) {
            case 0 -> (double) count;
            case 1 -> (double) window.getByteCount();
            case 2 -> bits(window) / count;
            case 3 -> millis((double) window.getResponseNanosSum() / window.getCompletionCount());
            case 4 -> (double) window.getByteCount() / count;
            case 5 ->
                    window.getCompletionCount() == 0
                            ? Double.NaN
                            : millis((double) window.getLeastResponseNanos());
            case 6 -> (double) window.getNewRegionCount();
            default -> (double) window.getSwappedCount() / count;
        };
    }

    private static double millis(double nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    private static double bits(PredictionError window) {
        return window.getOperationBits()
                + window.getSizeBits()
                + window.getDeltaBits()
                + window.getGapBits();
    }
}

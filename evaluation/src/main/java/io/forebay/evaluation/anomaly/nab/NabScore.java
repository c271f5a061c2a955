package io.forebay.evaluation.anomaly.nab;

/**
 * What a detector reaches at a threshold.
 *
 * @param score 100 is perfect, 0 is the null detector
 * @param threshold from which on a row is an alarm
 * @param windowsFound labelled windows with at least one alarm
 * @param windows labelled windows
 * @param falseAlarms alarms outside of windows, after probation
 */
public record NabScore(
        double score, double threshold, int windowsFound, int windows, int falseAlarms) {}

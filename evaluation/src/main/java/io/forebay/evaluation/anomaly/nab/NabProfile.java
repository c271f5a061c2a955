package io.forebay.evaluation.anomaly.nab;

/**
 * What hits, misses and false alarms are worth.
 *
 * @param name as the benchmark has it
 * @param hit weight of a window that was found at its left edge
 * @param falseAlarm weight of an alarm far from any window
 * @param miss weight of a window that was not found
 */
record NabProfile(String name, double hit, double falseAlarm, double miss) {
    static final NabProfile STANDARD = new NabProfile("standard", 1, 0.11, 1);
    static final NabProfile LOW_FALSE_ALARMS = new NabProfile("reward_low_FP_rate", 1, 0.22, 1);
    static final NabProfile LOW_MISSES = new NabProfile("reward_low_FN_rate", 1, 0.11, 2);
}

/** The Numenta Anomaly Benchmark: its files, its scoring, the detectors compared by it. */
package io.forebay.evaluation.anomaly.nab;

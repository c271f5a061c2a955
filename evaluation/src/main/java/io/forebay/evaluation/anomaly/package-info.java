/**
 * Detectors of anomalies in series of values: Forebay's and references, as every evaluation runs
 * them.
 */
package io.forebay.evaluation.anomaly;

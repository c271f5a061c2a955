/** Anomalies put into real traces, and how many of them the job's detector and references find. */
package io.forebay.evaluation.anomaly.inject;

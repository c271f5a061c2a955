package io.forebay.jobs.assembly;

/** Where a job's results go. */
public enum ResultSink {
    /** Commands, alerts, dead letters and late elements to topics. */
    KAFKA,
    /** Commands to gateways. */
    GATEWAY
}

package io.forebay.jobs.assembly;

/** Where a job's traffic comes from. */
public enum TrafficSource {
    /** A topic with captures. */
    KAFKA,
    /** Gateways. */
    GATEWAY,
    /** A trace or a synthetic workload, read as fast as the job can. */
    TRACE
}

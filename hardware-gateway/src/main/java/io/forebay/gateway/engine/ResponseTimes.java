package io.forebay.gateway.engine;

/**
 * Times from arrival to completion, in nanoseconds; 0 where nothing completed. Mean and maximum are
 * exact, percentiles to two significant digits of a function and three of a device.
 */
public record ResponseTimes(
        long count, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos, double meanNanos) {}

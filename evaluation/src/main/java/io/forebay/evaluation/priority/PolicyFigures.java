package io.forebay.evaluation.priority;

/**
 * What a policy made of a workload; means are over bursts or requests of all functions.
 *
 * @param name of the policy
 * @param sumBctNanos completion times of all bursts: from the first arrival to the last element's
 *     end
 * @param meanBctMillis their mean
 * @param p99BctMillis the time that 99 % of them do not exceed
 * @param meanSlowdown mean of a burst's completion time over the one it has alone on the device
 * @param meanResponseMillis of requests: from arrival to the last element's end
 * @param maxWaitMillis longest time from a request's arrival to the start of its first element
 */
public record PolicyFigures(
        String name,
        long sumBctNanos,
        double meanBctMillis,
        double p99BctMillis,
        double meanSlowdown,
        double meanResponseMillis,
        double maxWaitMillis) {}

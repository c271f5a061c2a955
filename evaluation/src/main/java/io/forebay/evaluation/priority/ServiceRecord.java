package io.forebay.evaluation.priority;

import java.util.Arrays;

/** When each element of a workload went into service and when it was done; times in nanoseconds. */
final class ServiceRecord {
    private static final double NANOS_PER_MILLI = 1e6;

    final long[] start;
    final long[] end;
    private final ElementWorkload workload;
    private final long[] serviceNanos;

    ServiceRecord(ElementWorkload workload, long[] serviceNanos) {
        this.workload = workload;
        this.serviceNanos = serviceNanos;
        start = new long[workload.size];
        end = new long[workload.size];
    }

    /** The figures of a policy that served so. */
    PolicyFigures figures(String name) {
        var first = new long[workload.burstCount];
        var completion = new long[workload.burstCount];
        var alone = new long[workload.burstCount];
        Arrays.fill(first, -1);
        var response = new long[workload.requestCount];
        long longestWait = 0;
        for (int e = 0; e < workload.size; e++) {
            int burst = workload.burst[e];
            int request = workload.request[e];
            long arrival = workload.arrival[e];
            first[burst] = first[burst] < 0 ? arrival : first[burst];
            completion[burst] = Math.max(completion[burst], end[e] - first[burst]);
            alone[burst] = Math.max(alone[burst], arrival - first[burst]) + serviceNanos[e];
            if (response[request] == 0) {
                longestWait = Math.max(longestWait, start[e] - arrival);
            }
            response[request] = Math.max(response[request], end[e] - arrival);
        }
        long sum = Arrays.stream(completion).sum();
        double slowdown = 0;
        for (int burst = 0; burst < completion.length; burst++) {
            slowdown += (double) completion[burst] / alone[burst];
        }
        double responses = Arrays.stream(response).sum();
        return new PolicyFigures(
                name,
                sum,
                sum / NANOS_PER_MILLI / completion.length,
                percentile99(completion) / NANOS_PER_MILLI,
                slowdown / completion.length,
                responses / NANOS_PER_MILLI / response.length,
                longestWait / NANOS_PER_MILLI);
    }

    private static long percentile99(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(0.99 * sorted.length - 1e-9);
        return sorted[Math.max(0, rank - 1)];
    }
}

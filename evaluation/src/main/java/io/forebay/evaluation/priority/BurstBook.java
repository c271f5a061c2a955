package io.forebay.evaluation.priority;

import java.util.Arrays;

/**
 * What a scheduler has seen of the bursts: bytes that came, bytes it served, what is still open.
 */
final class BurstBook {
    final ElementWorkload workload;

    /** Bytes of a burst that have arrived, and that went into service. */
    final long[] arrived;

    final long[] served;

    /** Bytes of a request that did not go into service yet. */
    final long[] requestLeft;

    private final int[] latestBurst;
    private final long[] latestArrival;

    BurstBook(ElementWorkload workload) {
        this.workload = workload;
        arrived = new long[workload.burstCount];
        served = new long[workload.burstCount];
        requestLeft = workload.requestBytes.clone();
        latestBurst = new int[workload.functionCount];
        latestArrival = new long[workload.functionCount];
        Arrays.fill(latestBurst, ElementWorkload.NONE);
    }

    /** Whether the element is the first of its burst to arrive. */
    boolean opensBurst(int element) {
        return latestBurst[workload.function[element]] != workload.burst[element];
    }

    /** The newest burst of a function, or NONE. */
    int latestBurst(int function) {
        return latestBurst[function];
    }

    void admit(int element) {
        int function = workload.function[element];
        latestBurst[function] = workload.burst[element];
        latestArrival[function] = workload.arrival[element];
        arrived[workload.burst[element]] += workload.bytes[element];
    }

    void serve(int element) {
        served[workload.burst[element]] += workload.bytes[element];
        requestLeft[workload.request[element]] -= workload.bytes[element];
    }

    /** Whether the function's newest burst may still grow. */
    boolean isGrowing(int function, long nowNanos) {
        return nowNanos - latestArrival[function] < workload.burstGap[function];
    }

    /** Whether it is known by now that the burst has ended. */
    boolean isClosed(int burst, long nowNanos) {
        int function = workload.burstFunction[burst];
        return latestBurst[function] != burst || !isGrowing(function, nowNanos);
    }
}

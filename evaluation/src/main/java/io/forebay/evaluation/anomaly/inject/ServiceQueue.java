package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.TrafficElement;
import java.util.Arrays;

/**
 * How long a plain device takes: eight requests at a time, 80 microseconds each and a nanosecond a
 * byte. Traces do not say when requests were answered. One thread.
 */
final class ServiceQueue {
    private static final int SERVERS = 8;
    private static final long REQUEST_NANOS = 80_000;
    private static final long SLOW_FACTOR = 50;

    private final long[] freeNanos = new long[SERVERS];

    ServiceQueue() {
        Arrays.fill(freeNanos, Long.MIN_VALUE);
    }

    /** When the element is answered. */
    long completionNanos(TrafficElement element, boolean isSlow) {
        int next = 0;
        for (int i = 1; i < SERVERS; i++) {
            next = freeNanos[i] < freeNanos[next] ? i : next;
        }
        long begin = Math.max(freeNanos[next], element.getEventTimeNanos());
        long nanos = REQUEST_NANOS + element.getLengthBytes();
        freeNanos[next] = begin + (isSlow ? SLOW_FACTOR * nanos : nanos);
        return freeNanos[next];
    }
}

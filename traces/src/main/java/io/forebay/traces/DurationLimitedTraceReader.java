package io.forebay.traces;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.time.Duration;

/**
 * The beginning of a trace by its own time: it ends before the first element, in file order, that
 * is the duration or more after the trace's first one. Closing it closes the trace. One thread
 * only.
 */
public final class DurationLimitedTraceReader implements TraceReader {
    private final TraceReader trace;
    private final long durationNanos;
    private long firstNanos;
    private boolean hasStarted;
    private boolean hasEnded;

    /**
     * @param duration of event time, above zero
     */
    public DurationLimitedTraceReader(TraceReader trace, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a duration is above zero: duration=" + duration);
        }
        this.trace = requireNonNull(trace, "trace");
        this.durationNanos = nanos(duration);
    }

    private static long nanos(Duration duration) {
        // Longer than a long of nanoseconds, 292 years, is no limit.
        return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000
                ? Long.MAX_VALUE
                : duration.toNanos();
    }

    @Override
    public TrafficElement next() throws IOException {
        if (hasEnded) {
            return null;
        }
        TrafficElement element = trace.next();
        if (element == null) {
            hasEnded = true;
            return null;
        }
        if (!hasStarted) {
            hasStarted = true;
            firstNanos = element.getEventTimeNanos();
        }
        hasEnded = element.getEventTimeNanos() - firstNanos >= durationNanos;
        return hasEnded ? null : element;
    }

    @Override
    public void close() throws IOException {
        trace.close();
    }
}

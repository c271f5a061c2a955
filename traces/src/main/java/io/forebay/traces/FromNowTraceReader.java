package io.forebay.traces;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Moves a trace in time: its first element happens when it is read, the others keep their distance.
 * So the clock of a device whose workload is started again goes on. An element whose time is
 * outside the clock is left as it is, for others to refuse. One thread only.
 */
public final class FromNowTraceReader implements TraceReader {
    private final TraceReader reader;
    private final LongSupplier nowNanos;
    private boolean started;
    private long shiftNanos;

    /**
     * Moves the elements of {@code reader}.
     *
     * @param nowNanos time since 1970 in nanoseconds, asked for once
     */
    public FromNowTraceReader(TraceReader reader, LongSupplier nowNanos) {
        this.reader = reader;
        this.nowNanos = nowNanos;
    }

    @Override
    public TrafficElement next() throws IOException {
        TrafficElement element = reader.next();
        if (element == null) {
            return null;
        }
        long timeNanos = element.getEventTimeNanos();
        if (timeNanos < 0 || timeNanos > ElementRules.MAX_EVENT_TIME_NANOS) {
            return element;
        }
        if (!started) {
            started = true;
            shiftNanos = nowNanos.getAsLong() - timeNanos;
        }
        element.setEventTimeNanos(timeNanos + shiftNanos);
        return element;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

package io.forebay.traces;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.TrafficElement;
import java.io.IOException;

/** The first elements of a trace. Closing it closes the trace. One thread only. */
public final class LimitedTraceReader implements TraceReader {
    private final TraceReader trace;
    private long remaining;

    /**
     * @param trace the trace, of which no more is read than is handed out
     * @param maxElements elements to hand out, at least 1
     */
    public LimitedTraceReader(TraceReader trace, long maxElements) {
        if (maxElements < 1) {
            throw new IllegalArgumentException("a limit is at least 1: maxElements=" + maxElements);
        }
        this.trace = requireNonNull(trace, "trace");
        this.remaining = maxElements;
    }

    @Override
    public TrafficElement next() throws IOException {
        if (remaining == 0) {
            return null;
        }
        TrafficElement element = trace.next();
        remaining = element == null ? 0 : remaining - 1;
        return element;
    }

    @Override
    public void close() throws IOException {
        trace.close();
    }
}

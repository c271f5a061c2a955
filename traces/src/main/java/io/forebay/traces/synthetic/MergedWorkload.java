package io.forebay.traces.synthetic;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.util.List;

/**
 * The functions of a workload merged in the order of their times; of equal times the function named
 * first comes first. Endless until it is closed. One thread only.
 */
final class MergedWorkload implements TraceReader {
    private final FunctionSource[] functions;
    private final long[] nextNanos;
    private boolean isClosed;

    MergedWorkload(List<FunctionSource> functions) {
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("a workload has at least one function: functions=0");
        }
        this.functions = functions.toArray(FunctionSource[]::new);
        this.nextNanos = functions.stream().mapToLong(FunctionSource::nextNanos).toArray();
    }

    @Override
    public TrafficElement next() {
        if (isClosed) {
            return null;
        }
        // Workloads have about ten functions: a scan is faster than a heap.
        int earliest = 0;
        for (int i = 1; i < nextNanos.length; i++) {
            if (nextNanos[i] < nextNanos[earliest]) {
                earliest = i;
            }
        }
        TrafficElement element = functions[earliest].take();
        nextNanos[earliest] = functions[earliest].nextNanos();
        return element;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

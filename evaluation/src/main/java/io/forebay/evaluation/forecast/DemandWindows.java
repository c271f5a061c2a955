package io.forebay.evaluation.forecast;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The windows of a trace as the job's operator tells a function's model of them: aligned to the
 * clock, silent ones included up to twenty in a row. A function's last window, which the trace cuts
 * short, is left out.
 */
final class DemandWindows {
    /** As the job has it by default. */
    static final int SILENT_LIMIT = 20;

    private final WindowGrid grid;
    private final List<DemandWindow> windows = new ArrayList<>();
    private final long[] open;
    private final long[] counts;
    private final long[] bytes;
    private long latestNanos = Long.MIN_VALUE;

    private DemandWindows(WindowGrid grid, int functions) {
        this.grid = grid;
        open = new long[functions];
        counts = new long[functions];
        bytes = new long[functions];
        Arrays.fill(open, Long.MIN_VALUE);
    }

    /** The windows of all functions, each function's in order. */
    static List<DemandWindow> of(RequestTrace trace, long windowMillis) {
        var cut = new DemandWindows(new WindowGrid(windowMillis), trace.functionCount());
        for (int i = 0; i < trace.size(); i++) {
            cut.add(trace.functionOf(i), trace.requests().get(i));
        }
        return cut.windows;
    }

    private void add(int function, TrafficElement request) {
        // A device's clock does not run backwards.
        latestNanos = Math.max(latestNanos, request.getEventTimeNanos());
        long window = grid.indexOf(latestNanos);
        if (open[function] == Long.MIN_VALUE) {
            open[function] = window;
        }
        if (open[function] < window) {
            close(function);
            long silent = window - open[function] - 1;
            for (long i = 0; i < Math.min(SILENT_LIMIT, silent); i++) {
                windows.add(new DemandWindow(function, 0, 0));
            }
            open[function] = window;
        }
        counts[function]++;
        bytes[function] += request.getLengthBytes();
    }

    private void close(int function) {
        windows.add(new DemandWindow(function, counts[function], bytes[function]));
        counts[function] = 0;
        bytes[function] = 0;
    }
}

package io.forebay.gateway.engine;

import static java.util.Objects.requireNonNull;

import io.forebay.gateway.schedule.PriorityRange;
import java.util.Map;

/**
 * How elements get their priorities.
 *
 * @param edgeModel whether the job's model gives elements a priority as they arrive; else tags
 *     alone do
 * @param range the priorities of functions that are not named
 * @param ranges the priorities of functions by their ids
 */
public record PrioritySettings(
        boolean edgeModel, PriorityRange range, Map<String, PriorityRange> ranges) {
    public PrioritySettings {
        requireNonNull(range, "range");
        ranges = Map.copyOf(ranges);
    }

    /** With the model at the edge, all eight levels for every function. */
    public static PrioritySettings defaults() {
        return new PrioritySettings(true, PriorityRange.ALL, Map.of());
    }

    public PrioritySettings withEdgeModel(boolean isOn) {
        return new PrioritySettings(isOn, range, ranges);
    }

    public PrioritySettings withRanges(Map<String, PriorityRange> byFunction) {
        return new PrioritySettings(edgeModel, range, byFunction);
    }

    /** The priorities a function's elements may have. */
    PriorityRange rangeOf(String functionId) {
        return ranges.getOrDefault(functionId, range);
    }
}

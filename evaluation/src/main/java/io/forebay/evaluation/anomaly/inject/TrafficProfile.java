package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the functions of a trace usually do, from the part before anything is injected.
 *
 * @param functions those with enough traffic to be judged, by id
 * @param startNanos of the trace
 * @param middleNanos from here on anomalies are put in
 * @param endNanos of the trace
 */
record TrafficProfile(
        Map<String, Usual> functions, long startNanos, long middleNanos, long endNanos) {
    private static final int FEWEST_WINDOWS = 150;
    private static final double REGULAR_SHARE = 0.8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * One function.
     *
     * @param elements its elements in the first part
     * @param perSecond elements in its busiest second
     * @param activeShare windows with elements among all
     * @param highestAddress highest address seen
     * @param hasDirection whether it reads or writes
     */
    record Usual(
            String functionId,
            List<TrafficElement> elements,
            double perSecond,
            double activeShare,
            long highestAddress,
            boolean hasDirection,
            ElementKind kind) {
        /** Whether a pause of it can be missed at all. */
        boolean isRegular() {
            return activeShare >= REGULAR_SHARE;
        }
    }

    static TrafficProfile of(List<TrafficElement> elements, WindowGrid grid) {
        long start = elements.get(0).getEventTimeNanos();
        long end = elements.get(elements.size() - 1).getEventTimeNanos() + 1;
        long middle = grid.endNanos(grid.indexOf(start + (end - start) / 2));
        var parts = new TreeMap<String, List<TrafficElement>>();
        for (TrafficElement element : elements) {
            if (element.getEventTimeNanos() < middle) {
                parts.computeIfAbsent(element.getFunctionId(), id -> new ArrayList<>())
                        .add(element);
            }
        }
        var functions = new TreeMap<String, Usual>();
        parts.forEach(
                (id, part) -> {
                    long windows =
                            part.stream()
                                    .mapToLong(element -> grid.indexOf(element.getEventTimeNanos()))
                                    .distinct()
                                    .count();
                    if (windows >= FEWEST_WINDOWS) {
                        functions.put(id, usual(id, part, windows, grid, start, middle));
                    }
                });
        return new TrafficProfile(functions, start, middle, end);
    }

    private static Usual usual(
            String id,
            List<TrafficElement> part,
            long windows,
            WindowGrid grid,
            long startNanos,
            long middleNanos) {
        double nanos = (double) middleNanos - startNanos;
        return new Usual(
                id,
                part,
                busiestSecond(part),
                windows * grid.windowNanos() / nanos,
                part.stream().mapToLong(TrafficElement::getAddress).max().orElse(0),
                part.stream().anyMatch(Injector::hasDirection),
                part.get(0).getKind());
    }

    private static double busiestSecond(List<TrafficElement> part) {
        var counts = new HashMap<Long, Integer>();
        part.forEach(
                element ->
                        counts.merge(
                                element.getEventTimeNanos() / NANOS_PER_SECOND, 1, Integer::sum));
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}

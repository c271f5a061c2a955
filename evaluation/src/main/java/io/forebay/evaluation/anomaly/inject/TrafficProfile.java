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
    private static final long STALL_NANOS = 10 * NANOS_PER_SECOND;

    /** Times the longest pause before it, at least. */
    private static final long LONGER = 8;

    /**
     * One function.
     *
     * @param elements its elements in the first part
     * @param perSecond elements in its busiest second
     * @param activeShare windows with elements among all
     * @param highestAddress highest address seen
     * @param longestBytes longest element seen
     * @param pauses between elements, each longer than all before it, in the order of time
     * @param stalls where the trace itself has what would be called a stall
     * @param requests what it asks for where
     * @param hasDirection whether it reads or writes
     */
    record Usual(
            String functionId,
            List<TrafficElement> elements,
            double perSecond,
            double activeShare,
            long highestAddress,
            long longestBytes,
            List<Pause> pauses,
            List<Pause> stalls,
            UsualRequests requests,
            boolean hasDirection,
            ElementKind kind) {
        /** Whether a pause of it can be missed at all. */
        boolean isRegular() {
            return isRegularShare(activeShare);
        }

        /** How long it must send nothing from a time on for that to be an anomaly. */
        long stallNanos(long fromNanos) {
            long longest = 0;
            for (Pause pause : pauses) {
                longest = pause.endNanos() <= fromNanos ? pause.nanos() : longest;
            }
            return Math.max(STALL_NANOS, LONGER * longest);
        }

        /** Whether the trace itself has a stall that meets a time span. */
        boolean stallsWithin(long fromNanos, long untilNanos) {
            return stalls.stream()
                    .anyMatch(
                            stall ->
                                    stall.startNanos() < untilNanos
                                            && stall.endNanos() > fromNanos);
        }
    }

    /**
     * A time without elements.
     *
     * @param startNanos time of the last element before it
     * @param endNanos time of the first one after it
     */
    record Pause(long startNanos, long endNanos) {
        long nanos() {
            return endNanos - startNanos;
        }
    }

    private static boolean isRegularShare(double activeShare) {
        return activeShare >= REGULAR_SHARE;
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
                        functions.put(id, usual(id, part, windows, elements, grid, start, middle));
                    }
                });
        return new TrafficProfile(functions, start, middle, end);
    }

    private static Usual usual(
            String id,
            List<TrafficElement> part,
            long windows,
            List<TrafficElement> elements,
            WindowGrid grid,
            long startNanos,
            long middleNanos) {
        double nanos = (double) middleNanos - startNanos;
        double activeShare = windows * grid.windowNanos() / nanos;
        List<Pause> pauses = pauses(elements, id);
        return new Usual(
                id,
                part,
                busiestSecond(part),
                activeShare,
                part.stream().mapToLong(TrafficElement::getAddress).max().orElse(0),
                part.stream().mapToLong(TrafficElement::getLengthBytes).max().orElse(0),
                pauses,
                isRegularShare(activeShare) ? stalls(pauses, middleNanos) : List.of(),
                new UsualRequests(part),
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

    private static List<Pause> pauses(List<TrafficElement> elements, String id) {
        var pauses = new ArrayList<Pause>();
        long longest = 0;
        long last = Long.MAX_VALUE;
        for (TrafficElement element : elements) {
            if (!element.getFunctionId().equals(id)) {
                continue;
            }
            long time = element.getEventTimeNanos();
            if (last < time && time - last > longest) {
                pauses.add(new Pause(last, time));
                longest = time - last;
            }
            last = time;
        }
        return List.copyOf(pauses);
    }

    private static List<Pause> stalls(List<Pause> pauses, long fromNanos) {
        var stalls = new ArrayList<Pause>();
        for (int i = 1; i < pauses.size(); i++) {
            Pause pause = pauses.get(i);
            long least = Math.max(STALL_NANOS, LONGER * pauses.get(i - 1).nanos());
            if (pause.startNanos() >= fromNanos && pause.nanos() >= least) {
                stalls.add(pause);
            }
        }
        return List.copyOf(stalls);
    }
}

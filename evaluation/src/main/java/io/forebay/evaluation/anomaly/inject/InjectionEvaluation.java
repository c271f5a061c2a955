package io.forebay.evaluation.anomaly.inject;

import io.forebay.evaluation.anomaly.SeriesDetectors;
import io.forebay.evaluation.report.Progress;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts anomalies of each shape into a trace, and holds the job's detector against references on the
 * windows that the job would judge: which are found, how soon, and how often there is a false alert
 * where nothing was put in.
 */
public final class InjectionEvaluation {
    private static final long LATE_WINDOWS = 10;
    private static final double NANOS_PER_DAY = 86_400e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String name;
    private final List<TrafficElement> elements;
    private final WindowGrid grid;
    private final long seed;
    private final TrafficProfile profile;
    private final Injector injector;

    private InjectionEvaluation(
            String name, List<TrafficElement> elements, WindowGrid grid, long seed, int most) {
        this.name = name;
        this.elements = elements;
        this.grid = grid;
        this.seed = seed;
        profile = TrafficProfile.of(elements, grid);
        injector = new Injector(elements, profile, most);
    }

    /** What a detector found in the traces. */
    private static final class Tally {
        final List<InjectionFigures.ShapeRow> shapes = new ArrayList<>();
        final List<Double> delayWindows = new ArrayList<>();
        final List<Double> delayMillis = new ArrayList<>();
        final List<Double> delayElements = new ArrayList<>();
        int injected;
        int falseAlerts;
        int driftAlerts;
    }

    /**
     * Evaluates a trace.
     *
     * @param elements in the order of time
     * @param most anomalies of one shape at most
     * @throws IllegalArgumentException when no function has enough traffic to be judged
     */
    public static InjectionFigures run(
            String name,
            List<TrafficElement> elements,
            WindowGrid grid,
            long seed,
            int most,
            Progress progress) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("trace has no elements: trace=" + name);
        }
        var evaluation = new InjectionEvaluation(name, elements, grid, seed, most);
        if (evaluation.profile.functions().isEmpty()) {
            throw new IllegalArgumentException(
                    "no function has traffic in 150 windows of the first half: trace=" + name);
        }
        return evaluation.run(progress);
    }

    private InjectionFigures run(Progress progress) {
        Map<Judge, Tally> tallies = new LinkedHashMap<>();
        judges().forEach(judge -> tallies.put(judge, new Tally()));
        int steps = AnomalyShape.values().length + 1;
        int step = 0;
        judgeClean(new InjectedTrace(elements, List.of()), tallies, false);
        progress.show("anomalies", ++step, steps);
        for (AnomalyShape shape : AnomalyShape.values()) {
            if (shape.isAnomaly()) {
                judgeInjected(shape, injector.injectEach(shape, seed), tallies);
            } else {
                judgeClean(injector.inject(shape, seed), tallies, true);
            }
            progress.show("anomalies", ++step, steps);
        }
        double functionDays =
                profile.functions().size()
                        * (profile.endNanos() - profile.middleNanos())
                        / NANOS_PER_DAY;
        var rows = new ArrayList<InjectionFigures.Row>();
        var shapes = new ArrayList<InjectionFigures.ShapeRow>();
        tallies.forEach(
                (judge, tally) -> {
                    rows.add(row(judge.name(), tally, functionDays));
                    shapes.addAll(tally.shapes);
                });
        return new InjectionFigures(
                name,
                seed,
                grid.windowMillis(),
                profile.functions().size(),
                functionDays,
                rows,
                shapes);
    }

    private static List<Judge> judges() {
        var judges = new ArrayList<Judge>();
        judges.add(new ForebayJudge());
        judges.add(new ReferenceJudge("static threshold", SimpleDetectors::staticThreshold));
        judges.add(new ReferenceJudge("EWMA k sigma", SimpleDetectors::weightedAverage));
        SeriesDetectors.references()
                .forEach(
                        (name, maker) -> {
                            if (!name.equals(SeriesDetectors.NULL)) {
                                judges.add(new ReferenceJudge(name, () -> maker.apply(0)));
                            }
                        });
        return judges;
    }

    private void judgeClean(InjectedTrace trace, Map<Judge, Tally> tallies, boolean isDrift) {
        Map<String, List<PredictionError>> windows = WindowReplay.windows(trace, grid);
        tallies.forEach(
                (judge, tally) -> {
                    int alerts = 0;
                    for (String function : profile.functions().keySet()) {
                        for (Judge.Start start :
                                judge.judge(windows.get(function), profile.middleNanos())) {
                            alerts += isFalse(start, function, isDrift) ? 1 : 0;
                        }
                    }
                    if (isDrift) {
                        tally.driftAlerts = alerts;
                    } else {
                        tally.falseAlerts = alerts;
                    }
                });
    }

    /** Whether an alert comes where nothing was put in, and the trace itself has no stall. */
    private boolean isFalse(Judge.Start start, String function, boolean isDrift) {
        if (start.windowEndNanos() <= profile.middleNanos()) {
            return false;
        }
        long late = LATE_WINDOWS * grid.windowNanos();
        return profile.functions().get(function).stalls().stream()
                .noneMatch(
                        stall ->
                                start.windowEndNanos() > moved(stall.startNanos(), isDrift)
                                        && start.windowEndNanos()
                                                <= moved(stall.endNanos(), isDrift) + late);
    }

    private long moved(long timeNanos, boolean isDrift) {
        return isDrift ? injector.drifted(timeNanos) : timeNanos;
    }

    private void judgeInjected(
            AnomalyShape shape, List<InjectedTrace> traces, Map<Judge, Tally> tallies) {
        Map<Judge, ShapeTally> found = new LinkedHashMap<>();
        tallies.keySet().forEach(judge -> found.put(judge, new ShapeTally()));
        for (InjectedTrace trace : traces) {
            Injection injection = trace.injections().get(0);
            List<PredictionError> windows =
                    WindowReplay.windows(trace, grid).get(injection.functionId()).stream()
                            .filter(window -> window.getWindowEndNanos() <= until(injection))
                            .toList();
            found.forEach(
                    (judge, tally) ->
                            match(
                                    trace,
                                    firstIn(judge.judge(windows, profile.middleNanos()), injection),
                                    tallies.get(judge),
                                    tally));
        }
        if (!traces.isEmpty()) {
            found.forEach(
                    (judge, tally) ->
                            tallies.get(judge).shapes.add(tally.row(judge.name(), shape)));
        }
    }

    /** What a detector found of one shape. */
    private static final class ShapeTally {
        final List<Double> delays = new ArrayList<>();
        final Map<String, Integer> signatures = new TreeMap<>();
        int injected;

        InjectionFigures.ShapeRow row(String detector, AnomalyShape shape) {
            return new InjectionFigures.ShapeRow(
                    detector,
                    shape.title(),
                    injected,
                    delays.size(),
                    median(delays),
                    signatures.entrySet().stream()
                            .filter(entry -> !entry.getKey().isEmpty())
                            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void match(InjectedTrace trace, Judge.Start start, Tally tally, ShapeTally ofShape) {
        Injection injection = trace.injections().get(0);
        tally.injected++;
        ofShape.injected++;
        if (start == null) {
            return;
        }
        long startWindow = grid.indexOf(injection.startNanos());
        double delay = (double) (grid.indexOf(start.windowEndNanos() - 1) - startWindow);
        ofShape.delays.add(delay);
        ofShape.signatures.merge(start.signature(), 1, Integer::sum);
        tally.delayWindows.add(delay);
        tally.delayMillis.add((start.windowEndNanos() - injection.startNanos()) / NANOS_PER_MILLI);
        tally.delayElements.add(elementsUntil(trace, injection, start.windowEndNanos()));
    }

    private Judge.Start firstIn(List<Judge.Start> starts, Injection injection) {
        for (Judge.Start start : starts) {
            if (start.windowEndNanos() > injection.startNanos()
                    && start.windowEndNanos() <= until(injection)) {
                return start;
            }
        }
        return null;
    }

    private long until(Injection injection) {
        return injection.endNanos() + LATE_WINDOWS * grid.windowNanos();
    }

    private static double elementsUntil(InjectedTrace trace, Injection injection, long untilNanos) {
        return trace.elements().stream()
                .filter(element -> element.getFunctionId().equals(injection.functionId()))
                .filter(element -> element.getEventTimeNanos() >= injection.startNanos())
                .filter(element -> element.getEventTimeNanos() < untilNanos)
                .count();
    }

    private static InjectionFigures.Row row(String detector, Tally tally, double functionDays) {
        int detected = tally.delayWindows.size();
        return new InjectionFigures.Row(
                detector,
                tally.injected,
                detected,
                tally.injected == 0 ? 0 : detected / (double) tally.injected,
                median(tally.delayWindows),
                median(tally.delayMillis),
                median(tally.delayElements),
                tally.falseAlerts,
                tally.falseAlerts / functionDays,
                tally.driftAlerts,
                new InjectionFigures.Delays(
                        List.copyOf(tally.delayWindows),
                        List.copyOf(tally.delayMillis),
                        List.copyOf(tally.delayElements)));
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) / 2);
    }
}

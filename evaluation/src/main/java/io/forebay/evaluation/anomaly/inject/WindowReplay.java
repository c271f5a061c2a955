package io.forebay.evaluation.anomaly.inject;

import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictionScore;
import io.forebay.predictor.PredictorSettings;
import io.forebay.schemas.Functions;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.alert.OperationMemory;
import io.forebay.shaping.alert.VisitedRegions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The windows that the job would judge: each element predicted, scored and learned by the same
 * model, completions of a plain device, silent windows as the job's operators report and look for
 * them. One thread; one replay each.
 */
final class WindowReplay {
    /** Silent windows reported one by one, as the job has it by default. */
    private static final int SILENT_WINDOWS = 20;

    /** Later ones are looked at when the silence has grown by one part in so many. */
    private static final int GROWTH_PART = 8;

    private static final long MOST_WINDOWS = 20_000_000;

    private final WindowGrid grid;
    private final List<Injection> slow;
    private final Map<String, FunctionWindows> functions = new TreeMap<>();
    private final Map<String, DeviceModel> devices = new HashMap<>();
    private final Map<String, ServiceQueue> queues = new HashMap<>();
    private final PriorityQueue<Answer> answers =
            new PriorityQueue<>(Comparator.comparingLong(Answer::timeNanos));
    private long window;

    private record Answer(long timeNanos, FunctionWindows function, long responseNanos) {}

    /** One function while its windows are cut. */
    private static final class FunctionWindows {
        final String functionId;
        final FunctionModel model;
        final VisitedRegions regions = new VisitedRegions();
        final OperationMemory operations = new OperationMemory();
        final List<PredictionError> windows = new ArrayList<>();
        PredictionError open;
        long silentWindows;
        long nextSilent = SILENT_WINDOWS + 1L;

        FunctionWindows(String functionId, FunctionModel model) {
            this.functionId = functionId;
            this.model = model;
        }
    }

    private WindowReplay(WindowGrid grid, List<Injection> injections) {
        this.grid = grid;
        slow =
                injections.stream()
                        .filter(injection -> injection.shape() == AnomalyShape.LATENCY_RISE)
                        .toList();
    }

    /** Windows of each function in order, by function id. */
    static Map<String, List<PredictionError>> windows(InjectedTrace trace, WindowGrid grid) {
        var replay = new WindowReplay(grid, trace.injections());
        List<TrafficElement> elements = trace.elements();
        long first = grid.indexOf(elements.get(0).getEventTimeNanos());
        long last = grid.indexOf(elements.get(elements.size() - 1).getEventTimeNanos());
        if (last - first > MOST_WINDOWS) {
            throw new IllegalArgumentException(
                    "trace is too long for its windows: windows=" + (last - first));
        }
        replay.window = first;
        var score = new PredictionScore();
        for (TrafficElement element : elements) {
            replay.closeUpTo(grid.indexOf(element.getEventTimeNanos()));
            replay.arrive(element, score);
        }
        replay.closeUpTo(last + 1);
        var windows = new TreeMap<String, List<PredictionError>>();
        replay.functions.forEach((id, function) -> windows.put(id, function.windows));
        return windows;
    }

    private void arrive(TrafficElement element, PredictionScore score) {
        String id = element.getFunctionId();
        FunctionWindows function = functions.get(id);
        if (function == null) {
            DeviceModel device =
                    devices.computeIfAbsent(
                            Functions.deviceOf(id),
                            name -> DeviceModel.create(PredictorSettings.defaults()));
            function = new FunctionWindows(id, device.newFunction());
            functions.put(id, function);
        }
        function.model.observe(element, score);
        PredictionError totals = openWindow(function);
        totals.setElementCount(totals.getElementCount() + 1);
        totals.setByteCount(totals.getByteCount() + element.getLengthBytes());
        totals.setOperationBits(totals.getOperationBits() + score.operationBits);
        totals.setSizeBits(totals.getSizeBits() + score.sizeBits);
        totals.setDeltaBits(totals.getDeltaBits() + score.deltaBits);
        totals.setGapBits(totals.getGapBits() + score.gapBits);
        if (element.getOperation() == Operation.READ) {
            totals.setReadCount(totals.getReadCount() + 1);
            totals.setReadBytes(totals.getReadBytes() + element.getLengthBytes());
        }
        if (function.regions.visit(element)) {
            totals.setNewRegionCount(totals.getNewRegionCount() + 1);
        }
        if (function.operations.visit(element)) {
            totals.setSwappedCount(totals.getSwappedCount() + 1);
        }
        boolean isSlow =
                slow.stream()
                        .anyMatch(injection -> injection.covers(id, element.getEventTimeNanos()));
        long answered =
                queues.computeIfAbsent(Functions.deviceOf(id), name -> new ServiceQueue())
                        .completionNanos(element, isSlow);
        answers.add(new Answer(answered, function, answered - element.getEventTimeNanos()));
    }

    private void closeUpTo(long next) {
        while (window < next) {
            while (!answers.isEmpty() && answers.peek().timeNanos() < grid.endNanos(window)) {
                Answer answer = answers.remove();
                PredictionError totals = openWindow(answer.function());
                totals.setLeastResponseNanos(
                        totals.getCompletionCount() == 0
                                ? answer.responseNanos()
                                : Math.min(totals.getLeastResponseNanos(), answer.responseNanos()));
                totals.setCompletionCount(totals.getCompletionCount() + 1);
                totals.setResponseNanosSum(totals.getResponseNanosSum() + answer.responseNanos());
            }
            functions.values().forEach(this::close);
            window++;
        }
    }

    private void close(FunctionWindows function) {
        PredictionError totals = function.open;
        function.open = null;
        if (totals != null && totals.getElementCount() > 0) {
            function.silentWindows = 0;
            function.nextSilent = SILENT_WINDOWS + 1L;
            function.windows.add(totals);
            function.model.closeWindow(new DemandEstimate());
            return;
        }
        function.silentWindows++;
        if (function.silentWindows <= SILENT_WINDOWS) {
            function.windows.add(totals == null ? newWindow(function) : totals);
            function.model.closeWindow(new DemandEstimate());
        } else if (function.silentWindows == function.nextSilent) {
            function.windows.add(newWindow(function));
            function.nextSilent += Math.max(1, function.silentWindows / GROWTH_PART);
        }
    }

    private PredictionError openWindow(FunctionWindows function) {
        if (function.open == null) {
            function.open = newWindow(function);
        }
        return function.open;
    }

    private PredictionError newWindow(FunctionWindows function) {
        return PredictionError.newBuilder()
                .setFunctionId(function.functionId)
                .setWindowStartNanos(grid.startNanos(window))
                .setWindowEndNanos(grid.endNanos(window))
                .setElementCount(0)
                .setByteCount(0)
                .setOperationBits(0)
                .setSizeBits(0)
                .setDeltaBits(0)
                .setGapBits(0)
                .build();
    }
}

package io.forebay.jobs;

import io.forebay.evaluation.allocation.ForebayShares;
import io.forebay.evaluation.prefetch.ForebayStaging;
import io.forebay.evaluation.priority.ForebayTagger;
import io.forebay.operators.OperatorSettings;
import io.forebay.predictor.DemandEstimate;
import io.forebay.predictor.DemandModel;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.priority.PriorityPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the evaluation decides about records that a gateway captured, in their order. Tags, staging
 * and shares each have models of their own, as each has in the evaluation.
 */
final class EvaluationDecisions {
    private final OperatorSettings settings;
    private final WindowGrid grid;
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final DeviceModel tagDevice;
    private final Map<String, FunctionModel> tagModels = new HashMap<>();
    private final ForebayTagger tagger;
    private final DeviceModel stagingDevice;
    private final Map<String, ForebayStaging> staging = new HashMap<>();
    private final Map<String, Demand> demands = new TreeMap<>();
    private final TreeMap<Long, Map<String, DemandForecast>> forecasts = new TreeMap<>();

    /** What one element led to: the ranges to stage, then the priority. */
    record Answer(long elementSequence, List<Range> staged, int priority) {}

    /** Blocks to stage, and how likely they are read. */
    record Range(long firstBlock, int blockCount, double probability) {}

    /** A function's demand model, and the window that it is in. */
    private static final class Demand {
        final DemandModel model = new DemandModel();
        final DemandEstimate estimate = new DemandEstimate();
        long window;
    }

    /** What a function needs, and the share it has. */
    private static final class Claim {
        final DemandNeed need = new DemandNeed();
        long shareBytes;
        long newestEndNanos;
    }

    EvaluationDecisions(OperatorSettings settings) {
        this.settings = settings;
        grid = settings.window();
        tagDevice = DeviceModel.create(settings.predictor());
        tagger =
                new ForebayTagger(
                        new PriorityPolicy(settings.priorityFloor(), settings.priorityCeiling()));
        stagingDevice = DeviceModel.create(settings.predictor());
    }

    /** Replays what was captured. */
    void replay(List<CaptureRecord> captured) {
        for (CaptureRecord record : captured) {
            if (record.getBody() instanceof TrafficElement element) {
                replay(element);
            } else if (record.getBody() instanceof PrefetchOutcome outcome) {
                staging.get(outcome.getFunctionId())
                        .onOutcome(
                                outcome.getResult(),
                                outcome.getFirstBlock(),
                                outcome.getBlockCount());
            }
        }
        demands.forEach(this::closeWindow);
    }

    /** What the elements of each function led to, in their order. */
    Map<String, List<Answer>> answers() {
        return answers;
    }

    private void replay(TrafficElement element) {
        String functionId = element.getFunctionId();
        count(element);
        FunctionModel model = tagModels.computeIfAbsent(functionId, id -> tagDevice.newFunction());
        tagger.observe(model, element);
        // The element is not cut: what is left of its request is the element.
        int priority = tagger.level(element.getLengthBytes(), element.getLengthBytes());
        answers.computeIfAbsent(functionId, id -> new ArrayList<>())
                .add(new Answer(element.getSequence(), stage(element), priority));
    }

    private List<Range> stage(TrafficElement element) {
        ForebayStaging function =
                staging.computeIfAbsent(
                        element.getFunctionId(),
                        id ->
                                new ForebayStaging(
                                        stagingDevice.newFunction(),
                                        settings.prefetch(),
                                        settings.prefetchCandidates()));
        PrefetchPlan plan = function.onRequest(element);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            ranges.add(
                    new Range(
                            plan.firstBlock(i), plan.blockCount(i), (double) plan.probability(i)));
        }
        return ranges;
    }

    private void count(TrafficElement element) {
        String functionId = element.getFunctionId();
        long window = grid.indexOf(element.getEventTimeNanos());
        Demand demand = demands.get(functionId);
        if (demand == null) {
            demand = new Demand();
            demand.window = window;
            demands.put(functionId, demand);
        } else if (demand.window < window) {
            closeWindow(functionId, demand);
            long silent = Math.min(settings.silentWindows(), window - demand.window - 1);
            for (long i = 0; i < silent; i++) {
                demand.model.closeWindow(demand.estimate);
            }
            demand.window = window;
        }
        demand.model.add(element.getLengthBytes());
    }

    private void closeWindow(String functionId, Demand demand) {
        DemandEstimate estimate = demand.estimate;
        demand.model.closeWindow(estimate);
        forecasts
                .computeIfAbsent(demand.window, index -> new TreeMap<>())
                .put(
                        functionId,
                        new DemandForecast(
                                functionId,
                                grid.endNanos(demand.window),
                                grid.windowNanos(),
                                estimate.observedCount,
                                estimate.observedBytes,
                                estimate.expectedCount,
                                estimate.expectedBytes,
                                estimate.bytesQuantile90));
    }

    /** The shares at the end of each window with elements, by the time of its end. */
    Map<Long, List<FunctionShare>> shares() {
        Map<Long, List<FunctionShare>> byWindowEnd = new TreeMap<>();
        Map<String, Claim> claims = new TreeMap<>();
        var decider = new ForebayShares();
        forecasts.forEach(
                (window, ofWindow) -> {
                    long endNanos = grid.endNanos(window);
                    ofWindow.forEach(
                            (id, forecast) -> {
                                Claim claim = claims.computeIfAbsent(id, unknown -> new Claim());
                                claim.need.onForecast(forecast);
                                claim.newestEndNanos = endNanos;
                            });
                    long patienceNanos = settings.buffer().forgetWindows() * grid.windowNanos();
                    claims.values()
                            .removeIf(claim -> endNanos - claim.newestEndNanos > patienceNanos);
                    claims.values().forEach(claim -> claim.need.onIdleUntil(endNanos));
                    share(decider, List.copyOf(claims.values()));
                    byWindowEnd.put(endNanos, granted(claims));
                });
        return byWindowEnd;
    }

    private void share(ForebayShares decider, List<Claim> claims) {
        OperatorSettings.BufferSettings buffer = settings.buffer();
        var shareBytes = new long[claims.size()];
        decider.share(
                buffer.budgetBytes(),
                buffer.floorBytes(),
                buffer.hysteresis(),
                claims.stream().map(claim -> claim.need).toArray(DemandNeed[]::new),
                claims.stream().mapToLong(claim -> claim.shareBytes).toArray(),
                shareBytes);
        for (int i = 0; i < shareBytes.length; i++) {
            claims.get(i).shareBytes = shareBytes[i];
        }
    }

    private List<FunctionShare> granted(Map<String, Claim> claims) {
        long budget = settings.buffer().budgetBytes();
        var guarantees = new Guarantees(budget, settings.buffer().floorBytes());
        List<FunctionShare> granted = new ArrayList<>();
        claims.forEach(
                (id, claim) ->
                        granted.add(
                                new FunctionShare(
                                        id,
                                        claim.shareBytes,
                                        Math.min(
                                                guarantees.of(claim.need, claims.size()),
                                                claim.shareBytes),
                                        budget)));
        return granted;
    }
}

package io.forebay.evaluation.prefetch;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.prefetch.EvictionRule;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Holds Forebay's prefetching against simple rules, nothing and an oracle. Deterministic; the
 * figures of the first N requests do not depend on what follows.
 */
public final class PrefetchEvaluation {
    public static final String NOTHING = "none";
    public static final String ORACLE = "oracle";
    public static final String FOREBAY = "forebay";

    /** Forebay with a buffer whose least valuable block makes room. */
    public static final String VALUE_EVICTION = "forebay-value-eviction";

    private static final int RUNS = 8;

    private PrefetchEvaluation() {}

    /**
     * Replays a trace with each policy.
     *
     * @param bufferBlocks blocks that each stream's buffer holds
     * @throws IllegalArgumentException when the trace has other elements than block requests
     */
    public static PrefetchFigures run(RequestTrace requests, int bufferBlocks, Progress progress) {
        var trace = new BlockTrace(requests);
        var policies = new ArrayList<PrefetchFigures.Policy>();
        references(trace)
                .forEach(
                        (name, newRule) ->
                                policies.add(
                                        BufferReplay.run(
                                                name,
                                                trace,
                                                bufferBlocks,
                                                stream -> newRule.get(),
                                                progress)));
        PrefetchFigures.Policy oracle = policies.remove(policies.size() - 1);
        policies.add(runForebay(FOREBAY, trace, bufferBlocks, EvictionRule.OLDEST, progress));
        policies.add(
                runForebay(
                        VALUE_EVICTION, trace, bufferBlocks, EvictionRule.LEAST_VALUE, progress));
        policies.add(oracle);
        return new PrefetchFigures(trace.name(), bufferBlocks, trace.demandBlocks(), policies);
    }

    private static PrefetchFigures.Policy runForebay(
            String name,
            BlockTrace trace,
            int bufferBlocks,
            EvictionRule eviction,
            Progress progress) {
        PrefetchSettings defaults = PrefetchSettings.defaults();
        var settings =
                new PrefetchSettings(
                        defaults.wasteCost(),
                        defaults.maxBlocksPerRequest(),
                        bufferBlocks,
                        eviction);
        DeviceModel device = DeviceModel.create(PredictorSettings.defaults());
        IntFunction<PrefetchRule> newRule =
                stream -> new ForebayRule(trace, device.newFunction(), settings);
        return BufferReplay.run(name, trace, bufferBlocks, newRule, progress);
    }

    /** Rules by their names, nothing first, the oracle last. */
    static Map<String, Supplier<PrefetchRule>> references(BlockTrace trace) {
        var rules = new LinkedHashMap<String, Supplier<PrefetchRule>>();
        rules.put(NOTHING, () -> (request, first, last, out) -> {});
        for (int blocks : List.of(1, 2, 4, 8, 16, 32)) {
            rules.put("obl" + blocks, () -> new NextBlocksRule(blocks, false));
        }
        for (int blocks : List.of(8, 32)) {
            rules.put("seq" + blocks, () -> new NextBlocksRule(blocks, true));
        }
        rules.put("linux", () -> new ReadaheadRule(1));
        rules.put("linuxM", () -> new ReadaheadRule(RUNS));
        rules.put("stride", StrideRule::new);
        rules.put("markov2", MarkovRule::new);
        rules.put("assoc", AssociationRule::new);
        rules.put("mk2+ra", () -> both(new ReadaheadRule(RUNS), new MarkovRule()));
        rules.put(ORACLE, () -> (request, first, last, out) -> lookAhead(trace, request, out));
        return rules;
    }

    /** What the first rule proposes, then what the second does. */
    private static PrefetchRule both(PrefetchRule one, PrefetchRule other) {
        return (request, first, last, out) -> {
            one.onRead(request, first, last, out);
            other.onRead(request, first, last, out);
        };
    }

    /** Knows the next read: what an ideal policy would stage at once. */
    private static void lookAhead(BlockTrace trace, int request, Proposals out) {
        int next = trace.nextRead(request);
        if (next >= 0) {
            out.addRange(trace.first(next), trace.last(next));
        }
    }
}

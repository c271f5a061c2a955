package io.forebay.evaluation.priority;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The reference policies by their names. */
final class ReferencePolicies {
    private final ElementWorkload workload;
    private final QueueOrder order;
    private final boolean eightLevels;
    private final List<Named> policies = new ArrayList<>();

    /** A policy's name and how to make it. */
    record Named(String name, Supplier<QueuePolicy> maker) {}

    private ReferencePolicies(ElementWorkload workload, QueueOrder order, boolean eightLevels) {
        this.workload = workload;
        this.order = order;
        this.eightLevels = eightLevels;
    }

    /**
     * All policies that there are for this order, "fifo" first.
     *
     * @param eightLevels whether keys are cut to eight levels
     */
    static List<Named> all(ElementWorkload workload, QueueOrder order, boolean eightLevels) {
        var references = new ReferencePolicies(workload, order, eightLevels);
        references.addIndexes();
        references.addTags();
        if (order == QueueOrder.FUNCTION) {
            references.addChains();
        }
        return references.policies;
    }

    private void addIndexes() {
        index("fifo", IndexPolicy.Kind.ARRIVAL, SizeGuess.ARRIVED);
        if (order == QueueOrder.FUNCTION) {
            policies.add(new Named("drr", () -> new DeficitRoundRobin(workload)));
        }
        index("rfirst", IndexPolicy.Kind.READS_FIRST, SizeGuess.ARRIVED);
        index("sjf", IndexPolicy.Kind.REQUEST, SizeGuess.ARRIVED);
        index("las", IndexPolicy.Kind.ATTAINED, SizeGuess.ARRIVED);
        index("sqb", IndexPolicy.Kind.REMAINING, SizeGuess.ARRIVED);
        index("last", IndexPolicy.Kind.REMAINING, SizeGuess.LAST);
        index("ewma", IndexPolicy.Kind.REMAINING, SizeGuess.AVERAGE);
        index("hist", IndexPolicy.Kind.REMAINING, SizeGuess.HISTOGRAM);
        index("ctx", IndexPolicy.Kind.REMAINING, SizeGuess.CONTEXT);
        index("oracle", IndexPolicy.Kind.REMAINING, SizeGuess.TRUTH);
        index("sqbRS", IndexPolicy.Kind.REMAINING_BY_SIZE, SizeGuess.ARRIVED);
        index("histRS", IndexPolicy.Kind.REMAINING_BY_SIZE, SizeGuess.HISTOGRAM);
        index("ctxRS", IndexPolicy.Kind.REMAINING_BY_SIZE, SizeGuess.CONTEXT);
        index("oracleRS", IndexPolicy.Kind.REMAINING_BY_SIZE, SizeGuess.TRUTH);
    }

    private void index(String name, IndexPolicy.Kind kind, SizeGuess guess) {
        policies.add(new Named(name, () -> new IndexPolicy(workload, kind, guess, eightLevels)));
    }

    private void addTags() {
        tag("tsjf", TagPolicy.Kind.REQUEST, SizeGuess.ARRIVED);
        tag("tlas", TagPolicy.Kind.SO_FAR, SizeGuess.ARRIVED);
        tag("tback", TagPolicy.Kind.QUEUED, SizeGuess.ARRIVED);
        tag("tlast", TagPolicy.Kind.REMAINING, SizeGuess.LAST);
        tag("tewma", TagPolicy.Kind.REMAINING, SizeGuess.AVERAGE);
        tag("thist", TagPolicy.Kind.REMAINING, SizeGuess.HISTOGRAM);
        tag("tctx", TagPolicy.Kind.REMAINING, SizeGuess.CONTEXT);
        tag("toracle", TagPolicy.Kind.REMAINING, SizeGuess.TRUTH);
    }

    private void tag(String name, TagPolicy.Kind kind, SizeGuess guess) {
        policies.add(
                new Named(name, () -> new TagPolicy(workload, order, kind, guess, eightLevels)));
    }

    private void addChains() {
        chain("creq", ChainPolicy.Unit.REQUEST, SizeGuess.ARRIVED);
        chain("cvis", ChainPolicy.Unit.BURST, SizeGuess.ARRIVED);
        chain("chist", ChainPolicy.Unit.BURST, SizeGuess.HISTOGRAM);
        chain("cctx", ChainPolicy.Unit.BURST, SizeGuess.CONTEXT);
        chain("coracle", ChainPolicy.Unit.BURST, SizeGuess.TRUTH);
        chain("cvisRS", ChainPolicy.Unit.BURST_BY_SIZE, SizeGuess.ARRIVED);
        chain("chistRS", ChainPolicy.Unit.BURST_BY_SIZE, SizeGuess.HISTOGRAM);
        chain("cctxRS", ChainPolicy.Unit.BURST_BY_SIZE, SizeGuess.CONTEXT);
        chain("coracleRS", ChainPolicy.Unit.BURST_BY_SIZE, SizeGuess.TRUTH);
    }

    private void chain(String name, ChainPolicy.Unit unit, SizeGuess guess) {
        policies.add(new Named(name, () -> new ChainPolicy(workload, unit, guess)));
    }
}

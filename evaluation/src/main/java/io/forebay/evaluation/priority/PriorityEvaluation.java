package io.forebay.evaluation.priority;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.priority.ReferencePolicies.Named;
import io.forebay.evaluation.report.Progress;
import io.forebay.shaping.priority.PriorityPolicy;
import java.util.ArrayList;
import java.util.List;

/** Replays a mix under the reference policies and Forebay's own. Deterministic. */
public final class PriorityEvaluation {
    /** Name of Forebay's tags in reports: fixed on arrival, eight levels. */
    public static final String TAG = "forebay-tag";

    /** Name of the gateway's own scheduler in reports. */
    public static final String SCHEDULER = "forebay-scheduler";

    private static final String WITHOUT_TAGS = SCHEDULER + "-without-tags";
    private static final String ORACLE = "oracle";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ElementWorkload workload;
    private final long agingMillis;
    private final Progress progress;
    private final ForebayTags tags;

    /**
     * Computes Forebay's tags for the mix.
     *
     * @param agingMillis bound of the wait in the rows that show what it costs, 0 for no such rows
     */
    public PriorityEvaluation(DeviceMix mix, long agingMillis, Progress progress) {
        workload = new ElementWorkload(mix);
        this.agingMillis = agingMillis;
        this.progress = progress;
        tags = ForebayTags.of(workload, progress);
    }

    /**
     * Runs all policies that there are for the order.
     *
     * @param loadPermille share of the time that the server is busy, in thousandths
     * @param eightLevels whether the references' keys are cut to eight levels; Forebay's tags
     *     always are, its scheduler never is
     * @throws IllegalArgumentException when the load cannot be reached
     */
    public PriorityFigures run(int loadPermille, QueueOrder order, boolean eightLevels) {
        var server = new DeviceServer(workload, loadPermille);
        List<Named> references = ReferencePolicies.all(workload, order, eightLevels);
        List<PolicyFigures> policies = new ArrayList<>();
        List<Named> oracles = new ArrayList<>();
        int steps = references.size() + 1;
        for (Named reference : references) {
            if (reference.name().contains(ORACLE)) {
                oracles.add(reference);
            } else {
                policies.add(serve(server, reference, order, 0));
                progress.show("policies", policies.size(), steps);
            }
        }
        addForebay(server, order, policies);
        for (Named oracle : oracles) {
            policies.add(serve(server, oracle, order, 0));
        }
        progress.show("policies", steps, steps);
        return new PriorityFigures(
                workload.mix.name(),
                loadPermille / 1_000.0,
                order.label(),
                eightLevels ? PriorityPolicy.LEVELS : 0,
                policies);
    }

    private void addForebay(DeviceServer server, QueueOrder order, List<PolicyFigures> policies) {
        var tag = new Named(TAG, () -> new ForebayTagPolicy(tags));
        var scheduler = new Named(SCHEDULER, () -> new ForebayScheduler(workload, order, tags));
        policies.add(serve(server, tag, order, 0));
        policies.add(serve(server, scheduler, order, 0));
        if (order == QueueOrder.FUNCTION) {
            policies.add(
                    serve(
                            server,
                            new Named(
                                    WITHOUT_TAGS,
                                    () -> new ForebayScheduler(workload, order, null)),
                            order,
                            0));
        }
        if (agingMillis > 0) {
            policies.add(serve(server, aged(tag), order, agingMillis * NANOS_PER_MILLI));
            policies.add(serve(server, aged(scheduler), order, agingMillis * NANOS_PER_MILLI));
        }
    }

    private Named aged(Named policy) {
        return new Named(policy.name() + "@" + agingMillis + "ms", policy.maker());
    }

    private static PolicyFigures serve(
            DeviceServer server, Named policy, QueueOrder order, long agingNanos) {
        return server.serve(policy.maker().get(), order, agingNanos).figures(policy.name());
    }
}

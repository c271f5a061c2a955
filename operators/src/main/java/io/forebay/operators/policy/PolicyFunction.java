package io.forebay.operators.policy;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import io.forebay.schemas.SchemaTrust;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets those changes of policies through that can be in force.
 *
 * <p>In: {@link PolicyChange} as they came. Out: those that were taken. Side output: {@link
 * RecordTypes#DEAD_LETTERS} for the others, with the reason. State: the policies in force. Runs as
 * one task, so that all are judged in one order; on its thread only.
 */
public final class PolicyFunction extends ProcessFunction<PolicyChange, PolicyChange>
        implements CheckpointedFunction {
    static {
        SchemaTrust.install();
    }

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFunction.class);
    private static final String STATE = "policies-in-force";
    private static final String POSITION_UNIT = "kafka offset";
    private static final int EXCERPT_LENGTH = 256;

    private final OperatorSettings settings;
    private transient PolicyTable table;
    private transient ListState<Policy> state;
    private transient Counter accepted;
    private transient Counter refused;
    private transient long refusedOnRestore;

    public PolicyFunction(OperatorSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        table = new PolicyTable(settings);
        state =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>(STATE, RecordTypes.POLICY));
        refusedOnRestore = restore(table, state.get());
    }

    /** Puts policies back in force; how many the settings of today do not allow any more. */
    public static long restore(PolicyTable table, Iterable<Policy> policies) {
        long refused = 0;
        for (Policy policy : policies) {
            String refusal = table.apply(new PolicyChange(policy.getTarget(), policy, STATE, 0L));
            if (refusal != null) {
                LOG.warn("a policy is not allowed any more and left out: {}", refusal);
                refused++;
            }
        }
        return refused;
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup group = getRuntimeContext().getMetricGroup();
        accepted = group.counter("policyChanges");
        refused = group.counter("policiesRefused");
        refused.inc(refusedOnRestore);
        group.<Integer, Gauge<Integer>>gauge("policies", () -> table.size());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        List<Policy> all = new ArrayList<>(table.policies());
        state.update(all);
    }

    @Override
    public void processElement(PolicyChange change, Context context, Collector<PolicyChange> out) {
        String refusal = table.apply(change);
        if (refusal == null) {
            accepted.inc();
            LOG.info("policy changed: {}", change);
            out.collect(change);
            return;
        }
        refused.inc();
        String excerpt = change.toString();
        context.output(
                RecordTypes.DEAD_LETTERS,
                new DeadLetter(
                        change.getOrigin(),
                        change.getPosition(),
                        POSITION_UNIT,
                        refusal,
                        excerpt.substring(0, Math.min(EXCERPT_LENGTH, excerpt.length()))));
    }
}

package io.forebay.operators;

import io.forebay.operators.state.SettingsOperatorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One subtask of a keyed operator, with its metrics. */
public final class OperatorHarness<I, O> extends OneInputStreamOperatorTestHarness<I, O> {
    public static final int MAX_PARALLELISM = 16;

    public final TestMetrics metrics;

    public OperatorHarness(SettingsOperatorFactory<I, O> factory, KeySelector<I, String> keys)
            throws Exception {
        this(factory, keys, 1, 0);
    }

    public OperatorHarness(
            SettingsOperatorFactory<I, O> factory,
            KeySelector<I, String> keys,
            int parallelism,
            int subtask)
            throws Exception {
        this(factory, keys, parallelism, subtask, new TestMetrics());
    }

    private OperatorHarness(
            SettingsOperatorFactory<I, O> factory,
            KeySelector<I, String> keys,
            int parallelism,
            int subtask,
            TestMetrics metrics)
            throws Exception {
        super(factory, environment(parallelism, subtask, metrics));
        this.metrics = metrics;
        config.setStatePartitioner(0, keys);
        config.setStateKeySerializer(
                Types.STRING.createSerializer(executionConfig.getSerializerConfig()));
        config.serializeAllConfigs();
    }

    /** What an operator runs in, as one of so many subtasks. */
    static MockEnvironment environment(int parallelism, int subtask, TestMetrics metrics) {
        return MockEnvironment.builder()
                .setMaxParallelism(MAX_PARALLELISM)
                .setParallelism(parallelism)
                .setSubtaskIndex(subtask)
                .setMetricGroup(metrics)
                .build();
    }

    /** What a checkpoint holds of this subtask. */
    public OperatorSubtaskState checkpoint() throws Exception {
        prepareSnapshotPreBarrier(1);
        return snapshot(1, 1);
    }

    /** What a savepoint holds of this subtask. */
    public OperatorSubtaskState savepoint() throws Exception {
        prepareSnapshotPreBarrier(2);
        return snapshotWithLocalState(2, 2, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                .getJobManagerOwnedState();
    }

    /** A subtask's share of a checkpoint taken with another parallelism. */
    public static OperatorSubtaskState shareOf(
            OperatorSubtaskState checkpoint, int before, int after, int subtask) {
        return repartitionOperatorState(checkpoint, MAX_PARALLELISM, before, after, subtask);
    }

    /** The subtask that a key belongs to. */
    public static int subtaskOf(String key, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                key, MAX_PARALLELISM, parallelism);
    }

    public <X> List<X> sideValues(OutputTag<X> tag) {
        Queue<StreamRecord<X>> records = getSideOutput(tag);
        var values = new ArrayList<X>();
        if (records != null) {
            records.forEach(record -> values.add(record.getValue()));
        }
        return values;
    }
}

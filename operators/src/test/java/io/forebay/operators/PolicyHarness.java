package io.forebay.operators;

import io.forebay.operators.state.PolicyOperatorFactory;
import io.forebay.schemas.PolicyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One subtask of a keyed operator that takes policies. */
public final class PolicyHarness<I, O> extends AbstractStreamOperatorTestHarness<O> {
    public final TestMetrics metrics;

    private final KeySelector<I, String> keys;

    public PolicyHarness(
            PolicyOperatorFactory<I, O> factory,
            KeySelector<I, String> keys,
            int parallelism,
            int subtask)
            throws Exception {
        this(factory, keys, parallelism, subtask, new TestMetrics());
    }

    private PolicyHarness(
            PolicyOperatorFactory<I, O> factory,
            KeySelector<I, String> keys,
            int parallelism,
            int subtask,
            TestMetrics metrics)
            throws Exception {
        super(factory, OperatorHarness.environment(parallelism, subtask, metrics));
        this.metrics = metrics;
        this.keys = keys;
        config.setStatePartitioner(0, keys);
        config.setStateKeySerializer(
                Types.STRING.createSerializer(executionConfig.getSerializerConfig()));
        config.serializeAllConfigs();
    }

    @SuppressWarnings("unchecked")
    public TwoInputStreamOperator<I, PolicyChange, O> inputs() {
        return (TwoInputStreamOperator<I, PolicyChange, O>) operator;
    }

    public void send(I value) throws Exception {
        var record = new StreamRecord<>(value);
        inputs().setKeyContextElement1(record);
        inputs().processElement1(record);
    }

    public void send(PolicyChange change) throws Exception {
        var record = new StreamRecord<>(change);
        inputs().setKeyContextElement2(record);
        inputs().processElement2(record);
    }

    public void advanceTo(long millis) throws Exception {
        inputs().processWatermark1(new Watermark(millis));
    }

    public KeySelector<I, String> keys() {
        return keys;
    }

    public OperatorSubtaskState checkpoint() throws Exception {
        operator.prepareSnapshotPreBarrier(1);
        return snapshot(1, 1);
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

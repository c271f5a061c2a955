package io.forebay.operators.state;

import io.forebay.operators.OperatorSettings;
import io.forebay.schemas.SchemaTrust;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * A keyed operator whose state is one live object per key, kept in a {@link WriteBackCache} over
 * {@code ValueState<byte[]>}. Task thread only.
 *
 * @param <I> input
 * @param <O> main output
 * @param <V> the live object of a key
 */
public abstract class CachedStateOperator<I, O, V> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O> {
    static {
        SchemaTrust.install();
    }

    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final OperatorSettings settings;
    private final String stateName;
    private transient WriteBackCache<V> cache;
    private transient long writeBackMillis;

    protected CachedStateOperator(
            StreamOperatorParameters<O> parameters, OperatorSettings settings, String stateName) {
        super(parameters);
        this.settings = settings;
        this.stateName = stateName;
    }

    /** Made after the operator's own state has been restored. */
    protected abstract StateCodec<V> createCodec();

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        var descriptor =
                new ValueStateDescriptor<>(stateName, BytePrimitiveArraySerializer.INSTANCE);
        cache =
                new WriteBackCache<>(
                        settings.cacheFunctions(),
                        createCodec(),
                        this,
                        context.getKeyedStateStore().getState(descriptor));
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup group = getMetricGroup();
        group.gauge("cacheSize", () -> cache.size());
        group.gauge("cacheHits", () -> cache.hits());
        group.gauge("cacheMisses", () -> cache.misses());
        group.gauge("cacheEvictions", () -> cache.evictions());
        group.gauge("writeBacks", () -> cache.writeBacks());
        group.gauge("writeBackMillis", () -> writeBackMillis);
    }

    /** The barrier waits for this, so that the snapshot behind it holds every change. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        long startNanos = System.nanoTime();
        cache.flush();
        writeBackMillis = (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
    }

    protected final OperatorSettings settings() {
        return settings;
    }

    protected final WriteBackCache<V> cache() {
        return cache;
    }

    protected final void emit(O value, long timestampMillis) {
        output.collect(new StreamRecord<>(value, timestampMillis));
    }

    protected final <X> void emit(OutputTag<X> tag, X value, long timestampMillis) {
        output.collect(tag, new StreamRecord<>(value, timestampMillis));
    }
}

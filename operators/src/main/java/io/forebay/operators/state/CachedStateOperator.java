package io.forebay.operators.state;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.policy.PolicyFunction;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.schemas.Policy;
import io.forebay.schemas.PolicyChange;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * A keyed operator whose state is one live object per key, kept in a {@link WriteBackCache} over
 * {@code ValueState<byte[]>}. The object of a key that had no input for {@code
 * forebay.state.forget-after} of event time is dropped but for its counter. With a second input it
 * takes policies, which are broadcast state. Task thread only.
 *
 * @param <I> input
 * @param <O> main output
 * @param <V> the live object of a key
 */
public abstract class CachedStateOperator<I, O, V> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>,
                TwoInputStreamOperator<I, PolicyChange, O>,
                Triggerable<String, VoidNamespace> {
    /*
     * The operator of a job without policies has one input and no broadcast state. The second input
     * says nothing about time: its watermark and its idleness are left out, so that a topic of
     * policies neither holds windows back nor moves them.
     *
     * Timers of windows and those that forget fire in the order of their times however far the
     * watermark jumps: what is to be told of a function is told before it is forgotten. The former
     * are on the heap, the latter, of which each function ever seen has one, are Flink's.
     *
     * A changed policy lets go of the live objects it concerns: they are read from their state again
     * as after a restart with other options.
     */
    static {
        SchemaTrust.install();
    }

    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A checkpoint is to be there soon after its barrier all the same. */
    private static final long MOST_REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final String FORGET_TIMERS = "forget-timers";
    private static final String POLICY_STATE = "policies";

    private final OperatorSettings settings;
    private final String stateName;
    private boolean takesPolicies;
    private transient WriteBackCache<V> cache;
    private transient PolicyTable policies;
    private transient BroadcastState<String, Policy> policyState;
    private transient WindowTimers windowTimers;
    private transient InternalTimerService<VoidNamespace> forgetTimers;
    private transient Counter droppedStates;
    private transient long writeBackMillis;

    protected CachedStateOperator(
            StreamOperatorParameters<O> parameters, OperatorSettings settings, String stateName) {
        super(parameters);
        this.settings = settings;
        this.stateName = stateName;
    }

    /** Makes this an operator of two inputs; before its state is initialized. */
    final void takePolicies() {
        takesPolicies = true;
    }

    /** Made after the operator's own state has been restored. */
    protected abstract StateCodec<V> createCodec();

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        policies = new PolicyTable(settings);
        if (takesPolicies) {
            restorePolicies(context);
        }
        var descriptor =
                new ValueStateDescriptor<>(stateName, BytePrimitiveArraySerializer.INSTANCE);
        cache =
                new WriteBackCache<>(
                        settings.cacheFunctions(),
                        createCodec(),
                        this,
                        context.getKeyedStateStore().getState(descriptor));
        windowTimers = new WindowTimers();
        RawKeyedState.refuseTimers(getKeyedStateBackend());
        RawKeyedState.restore(context, windowTimers, cache);
    }

    private void restorePolicies(StateInitializationContext context) throws Exception {
        policyState =
                context.getOperatorStateStore()
                        .getBroadcastState(
                                new MapStateDescriptor<>(
                                        POLICY_STATE, Types.STRING, RecordTypes.POLICY));
        List<Policy> inForce = new ArrayList<>();
        for (Map.Entry<String, Policy> entry : policyState.immutableEntries()) {
            inForce.add(entry.getValue());
        }
        // In the order of the targets, as in the operator that judges them.
        inForce.sort((a, b) -> a.getTarget().compareTo(b.getTarget()));
        PolicyFunction.restore(policies, inForce);
    }

    @Override
    public void open() throws Exception {
        super.open();
        forgetTimers =
                getInternalTimerService(FORGET_TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        MetricGroup group = getMetricGroup();
        group.gauge("cacheSize", () -> cache.size());
        group.gauge("cacheHits", () -> cache.hits());
        group.gauge("cacheMisses", () -> cache.misses());
        group.gauge("cacheEvictions", () -> cache.evictions());
        group.gauge("writeBacks", () -> cache.writeBacks());
        group.gauge("writeBackMillis", () -> writeBackMillis);
        group.gauge("windowTimers", () -> windowTimers.size());
        droppedStates = group.counter("droppedStates");
    }

    /**
     * A savepoint finds all objects in keyed state. For a checkpoint what is in use is frozen, and
     * written beside the traffic.
     */
    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpointId,
            long timestampMillis,
            CheckpointOptions options,
            CheckpointStreamFactory streams)
            throws Exception {
        long startNanos = System.nanoTime();
        List<FrozenEntry> frozen = List.of();
        if (options.getCheckpointType().isSavepoint()) {
            cache.flush();
        } else {
            frozen = cache.freeze(settings.snapshotBytes());
        }
        writeBackMillis = (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
        OperatorSnapshotFutures futures =
                super.snapshotState(checkpointId, timestampMillis, options, streams);
        var live = new LiveState(windowTimers.all(), frozen);
        if (!live.isEmpty()) {
            try {
                futures.setKeyedStateRawFuture(writing(live, streams));
            } catch (IOException e) {
                futures.cancel();
                throw e;
            }
        }
        return futures;
    }

    /**
     * The part of the checkpoint that runs beside the traffic.
     *
     * @throws IOException when the task is being cancelled
     */
    private RunnableFuture<SnapshotResult<KeyedStateHandle>> writing(
            LiveState live, CheckpointStreamFactory streams) throws IOException {
        var backend = (CheckpointableKeyedStateBackend<?>) this.<String>getKeyedStateBackend();
        return new LiveStateSnapshot(
                        live,
                        streams,
                        backend.getKeyGroupRange(),
                        getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
                        // At the end there is no traffic to rest for.
                        new Pace(inputEnds() ? 0 : MOST_REST_NANOS, live.objects().size()))
                .toAsyncSnapshotFutureTask(getContainingTask().getCancelables());
    }

    /** Raw keyed state is {@link LiveState}, not Flink's timers. */
    @Override
    protected boolean isUsingCustomRawKeyedState() {
        return true;
    }

    /**
     * The live object of the current key, which must be {@code key}, for an input about it.
     *
     * @param eventTimeNanos of the input: from it on, the object is kept for a while
     */
    protected final V active(String key, long eventTimeNanos) throws Exception {
        V value = cache.forUpdate(key);
        long millis = Math.floorDiv(eventTimeNanos, NANOS_PER_MILLI);
        boolean hasNoTimer = cache.touch(millis);
        if (hasNoTimer && settings.forgetAfterMillis() > 0) {
            setForgetTimer(cache.lastActiveMillis() + settings.forgetAfterMillis());
        }
        return value;
    }

    private void setForgetTimer(long millis) {
        cache.setTimerMillis(millis);
        forgetTimers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis);
    }

    /**
     * Asked before the state of a key that fell silent is dropped.
     *
     * @param timeMillis event time now
     * @return whether it may be dropped; else it is asked again after the same time
     */
    protected boolean prepareForget(String key, V value, long timeMillis) {
        return true;
    }

    /** Calls {@link #onTimer} for the current key at an event time. */
    protected final void registerTimer(long millis) {
        windowTimers.set((String) getCurrentKey(), millis);
    }

    /** An event time that {@link #registerTimer} was given is reached; {@code key} is current. */
    protected abstract void onTimer(String key, long millis) throws Exception;

    protected final long currentWatermark() {
        return forgetTimers.currentWatermark();
    }

    /** Whether the watermark is the one that ends the input, and says nothing about time. */
    protected final boolean inputEnds() {
        return forgetTimers.currentWatermark() == Watermark.MAX_WATERMARK.getTimestamp();
    }

    @Override
    public final void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (!inputEnds()) {
            endWindows(timer.getTimestamp());
            setCurrentKey(timer.getKey());
            onForgetTimer(timer.getKey(), timer.getTimestamp());
        }
    }

    private void endWindows(long millis) throws Exception {
        for (WindowTimers.Timer timer = windowTimers.takeUntil(millis);
                timer != null;
                timer = windowTimers.takeUntil(millis)) {
            setCurrentKey(timer.key());
            onTimer(timer.key(), timer.millis());
        }
    }

    private void onForgetTimer(String key, long millis) throws Exception {
        V value = cache.find(key);
        if (value == null || millis != cache.timerMillis()) {
            return;
        }
        cache.setTimerMillis(StoredObject.NEVER);
        long keptMillis = settings.forgetAfterMillis();
        if (keptMillis == 0) {
            return;
        }
        long dueMillis = cache.lastActiveMillis() + keptMillis;
        if (dueMillis > millis) {
            setForgetTimer(dueMillis);
        } else if (prepareForget(key, value, millis)) {
            cache.drop(key);
            droppedStates.inc();
        } else {
            setForgetTimer(millis + keptMillis);
        }
    }

    @Override
    public final void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer runs on processing time: " + timer);
    }

    @Override
    public final void processElement1(StreamRecord<I> record) throws Exception {
        processElement(record);
    }

    @Override
    public final void processElement2(StreamRecord<PolicyChange> record) throws Exception {
        PolicyChange change = record.getValue();
        if (policies.apply(change) != null) {
            return; // Judged before, by the operator in front.
        }
        if (change.getPolicy() == null) {
            policyState.remove(change.getTarget());
        } else {
            policyState.put(change.getTarget(), change.getPolicy());
        }
        cache.release(key -> PolicyTable.covers(change.getTarget(), key));
        policiesChanged();
    }

    /** Called after {@link #policies()} changed, before the next input. */
    protected void policiesChanged() {}

    @Override
    public final void processWatermark(Watermark watermark) throws Exception {
        timeServiceManager.advanceWatermark(watermark);
        endWindows(watermark.getTimestamp());
        super.processWatermark(watermark);
    }

    @Override
    public final void processWatermark1(Watermark watermark) throws Exception {
        processWatermark(watermark);
    }

    @Override
    public final void processWatermark2(Watermark watermark) {}

    @Override
    protected final void processWatermarkStatus(WatermarkStatus status, int input)
            throws Exception {
        if (input == 0) {
            processWatermarkStatus(status);
        }
    }

    protected final OperatorSettings settings() {
        return settings;
    }

    /** What functions and devices are to keep to now. */
    protected final PolicyTable policies() {
        return policies;
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

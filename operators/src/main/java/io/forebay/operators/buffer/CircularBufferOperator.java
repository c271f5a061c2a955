package io.forebay.operators.buffer;

import io.forebay.operators.Commands;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.StateCodec;
import io.forebay.predictor.DeviceModel;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.Functions;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Learns each I/O function's traffic and answers it.
 *
 * <p>In: {@link CaptureRecord} about functions, keyed by function id. Out: for each {@link
 * TrafficElement} its prefetch commands, then exactly one priority tag, numbered without holes per
 * function; now and then a model update of a device. Side outputs: {@link
 * RecordTypes#DEMAND_FORECASTS}, {@link RecordTypes#PREDICTION_ERRORS}, {@link
 * RecordTypes#LATE_ELEMENTS}. Event time; windows end when the watermark passes them. State: per
 * function a {@link FunctionShaper}; per device and subtask its weights and priority levels. Runs
 * on the task thread only.
 */
public final class CircularBufferOperator
        extends CachedStateOperator<CaptureRecord, ControlCommand, FunctionShaper> {
    /*
     * An element is late when the watermark has passed it: its window is closed and the model has
     * moved on, so it is not learned. It is tagged all the same, in the middle of what is allowed,
     * since a gateway in lock-step waits for one answer to each element.
     *
     * A device that begins anew numbers from 0 and has lost what was staged. Its DeviceReset is about
     * no function, and so is not seen here.
     *
     * A timer is set when something first comes for a window, and from there window by window while
     * silence is reported: at most silentWindows timers, however long the gap. The final watermark
     * ends the input and says nothing about silence, so nothing silent is reported on it, nor any
     * timer set.
     */
    private static final long serialVersionUID = 1L;
    private static final String FUNCTION_STATE = "function-shaper";
    private static final String DEVICE_STATE = "device-weights";

    private transient DeviceModels devices;
    private transient FunctionShaperSerializer codec;
    private transient ListState<DeviceWeights> deviceState;
    private transient BufferMetrics counters;
    private transient Decision decision;

    public CircularBufferOperator(
            StreamOperatorParameters<ControlCommand> parameters, OperatorSettings settings) {
        super(parameters, settings, FUNCTION_STATE);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        deviceState =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        DEVICE_STATE, DeviceWeightsSerializer.INSTANCE));
        if (context.isRestored()) {
            List<DeviceWeights> entries = new ArrayList<>();
            deviceState.get().forEach(entries::add);
            devices.restore(entries, subtask(), parallelism());
            deviceState.clear();
        }
    }

    @Override
    protected StateCodec<FunctionShaper> createCodec() {
        devices = new DeviceModels(policies());
        codec = new FunctionShaperSerializer(policies(), devices);
        return codec;
    }

    @Override
    public void open() throws Exception {
        super.open();
        counters = new BufferMetrics(getMetricGroup());
        getMetricGroup().gauge("retrainedFunctions", () -> codec.retrained());
        getMetricGroup().gauge("devices", () -> devices.size());
        decision = new Decision(settings());
        policiesChanged();
    }

    @Override
    protected void policiesChanged() {
        devices.policiesChanged();
        decision.fitBlocks(policies().largestBlocksPerRequest());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        deviceState.update(devices.snapshot(subtask(), parallelism()));
    }

    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpointId,
            long timestampMillis,
            CheckpointOptions options,
            CheckpointStreamFactory streams)
            throws Exception {
        OperatorSnapshotFutures futures =
                super.snapshotState(checkpointId, timestampMillis, options, streams);
        // The checkpoint has a list of its own now; this one would keep the copies until the next.
        deviceState.clear();
        return futures;
    }

    @Override
    public void processElement(StreamRecord<CaptureRecord> record) throws Exception {
        Object body = record.getValue().getBody();
        if (body instanceof TrafficElement element) {
            onElement(element);
        } else if (body instanceof Completion completion) {
            onCompletion(completion);
        } else if (body instanceof PrefetchOutcome outcome) {
            active(outcome.getFunctionId(), outcome.getEventTimeNanos()).onOutcome(outcome);
            counters.onOutcome(outcome);
        } else if (body instanceof AppliedAllocation allocation) {
            counters.onApplied(allocation);
        } else if (body instanceof LateTag) {
            counters.onLateTag();
        } else {
            counters.onUnknownBody();
        }
    }

    @Override
    protected void onTimer(String functionId, long millis) throws Exception {
        FunctionShaper shaper = cache().find(functionId);
        if (shaper == null) {
            return; // Dropped: all its windows were reported.
        }
        long window = settings().window().indexOfTimer(millis);
        WindowTotals totals = shaper.closeWindow(window);
        boolean active = totals.elementCount > 0;
        if (!active && inputEnds()) {
            return;
        }
        int silence = shaper.windows().report(totals);
        if (silence <= settings().silentWindows()) {
            emit(RecordTypes.PREDICTION_ERRORS, errorOf(functionId, totals), millis);
        }
        if (active) {
            emit(RecordTypes.DEMAND_FORECASTS, forecastOf(functionId, totals), millis);
        }
        if (!inputEnds() && shaper.windows().awaitsSilence()) {
            registerWindow(window + 1);
        }
    }

    private void onElement(TrafficElement element) throws Exception {
        String functionId = element.getFunctionId();
        long timeNanos = element.getEventTimeNanos();
        FunctionShaper shaper = active(functionId, timeNanos);
        if (element.getSequence() == 0) {
            shaper.onDeviceStart();
        }
        if (WindowGrid.millisOf(timeNanos) <= currentWatermark()) {
            onLateElement(element, shaper);
            return;
        }
        long window = settings().window().indexOf(timeNanos);
        long trainedBefore = shaper.device().trainedRequests();
        boolean opened = learn(element, shaper, window);
        if (opened) {
            registerWindow(window);
        }
        updateModel(element, shaper, trainedBefore);
        emitPrefetch(element, shaper);
        emitTag(element, shaper, decision.priority, decision.remainingBurstBytes);
    }

    private boolean learn(TrafficElement element, FunctionShaper shaper, long window) {
        boolean sampled = counters.samplesTraining();
        long startNanos = sampled ? System.nanoTime() : 0;
        boolean opened = shaper.observe(element, window, decision);
        if (sampled) {
            counters.onTrained(System.nanoTime() - startNanos);
        }
        counters.onElement(decision.score);
        return opened;
    }

    private void onLateElement(TrafficElement element, FunctionShaper shaper) {
        counters.onLateElement();
        emit(RecordTypes.LATE_ELEMENTS, element, WindowGrid.millisOf(element.getEventTimeNanos()));
        emitTag(element, shaper, shaper.middlePriority(), (double) element.getLengthBytes());
    }

    private void onCompletion(Completion completion) throws Exception {
        counters.onCompletion();
        long window = settings().window().indexOf(completion.getEventTimeNanos());
        boolean windowOpen = settings().window().timerMillis(window) > currentWatermark();
        FunctionShaper shaper = active(completion.getFunctionId(), completion.getEventTimeNanos());
        if (shaper.complete(completion, window, windowOpen)) {
            registerWindow(window);
        }
    }

    private void registerWindow(long window) {
        registerTimer(settings().window().timerMillis(window));
    }

    private void updateModel(TrafficElement element, FunctionShaper shaper, long trainedBefore) {
        DeviceModel device = shaper.device();
        long trained = device.trainedRequests();
        long interval = settings().modelUpdateInterval();
        if (trained / interval == trainedBefore / interval) {
            return;
        }
        var update =
                new ModelUpdate(
                        Functions.deviceOf(element.getFunctionId()),
                        trained,
                        PriorityModelSnapshot.FORMAT_VERSION,
                        ByteBuffer.wrap(PriorityModelSnapshot.bytesOf(device, shaper.priorities())),
                        subtask(),
                        parallelism());
        long timeNanos = element.getEventTimeNanos();
        emit(Commands.modelUpdate(update, timeNanos), WindowGrid.millisOf(timeNanos));
        counters.onModelUpdate();
    }

    private void emitPrefetch(TrafficElement element, FunctionShaper shaper) {
        PrefetchPlan plan = decision.prefetch;
        long timeNanos = element.getEventTimeNanos();
        for (int i = 0; i < plan.size(); i++) {
            var command =
                    new PrefetchCommand(
                            element.getFunctionId(),
                            plan.firstBlock(i),
                            plan.blockCount(i),
                            (double) plan.probability(i));
            emit(
                    Commands.prefetch(command, shaper.takeCommandSequence(), timeNanos),
                    WindowGrid.millisOf(timeNanos));
            counters.onPrefetch(plan.blockCount(i));
        }
    }

    private void emitTag(
            TrafficElement element, FunctionShaper shaper, int priority, double remainingBytes) {
        long timeNanos = element.getEventTimeNanos();
        var tag =
                new PriorityTag(
                        element.getFunctionId(), element.getSequence(), priority, remainingBytes);
        emit(
                Commands.tag(tag, shaper.takeCommandSequence(), timeNanos),
                WindowGrid.millisOf(timeNanos));
        counters.onTag();
    }

    private PredictionError errorOf(String functionId, WindowTotals totals) {
        return new PredictionError(
                functionId,
                settings().window().startNanos(totals.index),
                settings().window().endNanos(totals.index),
                totals.elementCount,
                totals.byteCount,
                totals.operationBits,
                totals.sizeBits,
                totals.deltaBits,
                totals.gapBits,
                totals.responseNanosSum,
                totals.completionCount,
                totals.readCount,
                totals.readBytes,
                totals.newRegionCount,
                totals.swappedCount,
                totals.leastResponseNanos);
    }

    private DemandForecast forecastOf(String functionId, WindowTotals totals) {
        return new DemandForecast(
                functionId,
                settings().window().endNanos(totals.index),
                settings().window().windowNanos(),
                totals.elementCount,
                totals.byteCount,
                totals.expectedCount,
                totals.expectedBytes,
                totals.bytesQuantile90);
    }

    private int subtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private int parallelism() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }
}

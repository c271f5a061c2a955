package io.forebay.operators.anomaly;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.StateCodec;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Functions;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.alert.FunctionWatch;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Judges each function's windows by how improbable they are under its own recent ones, and misses
 * those that do not come.
 *
 * <p>In: {@link PredictionError} keyed by function id, in window order. Out: {@link AnomalyAlert}
 * when an incident starts, changes or ends. Side output: {@link RecordTypes#DEVICE_CLOCK}. State:
 * per function a {@link FunctionWatch}. Runs on the task thread only.
 */
public final class AnomalyOperator
        extends CachedStateOperator<PredictionError, AnomalyAlert, WatchedFunction> {
    /*
     * Silence is looked for by timers on event time, which the ticks of the devices' clocks move
     * also when nothing else comes. A pipeline that stands still moves no watermark, so it is never
     * mistaken for a silent device, and a backlog that is worked off has its own times. Timers on
     * processing time would get both wrong.
     *
     * Each function has one timer, set for the first window that nobody would report; if windows
     * came in the meantime it is set anew. Once the function is silent, it comes back whenever the
     * silence has grown by an eighth, until nothing more can be learned from it.
     */
    private static final long serialVersionUID = 1L;
    private static final String DETECTOR_STATE = "anomaly-detector";
    private static final String OPEN_STATE = "open-incidents";
    private static final int GROWTH_PART = 8;
    private static final long MOST_SILENT_WINDOWS = 20_000;

    private transient ListState<Long> openState;
    private transient Counter windows;
    private transient Counter repeatedWindows;
    private transient Counter silenceChecks;
    private transient Counter alerts;
    private transient long openIncidents;
    private transient double lastScoreBits;

    public AnomalyOperator(
            StreamOperatorParameters<AnomalyAlert> parameters, OperatorSettings settings) {
        super(parameters, settings, DETECTOR_STATE);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        openState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(OPEN_STATE, LongSerializer.INSTANCE));
        openIncidents = 0;
        for (long open : openState.get()) {
            openIncidents += open;
        }
    }

    @Override
    protected StateCodec<WatchedFunction> createCodec() {
        return new WatchedFunctionSerializer(id -> policies().of(id).anomaly());
    }

    @Override
    public void open() throws Exception {
        super.open();
        windows = getMetricGroup().counter("windows");
        repeatedWindows = getMetricGroup().counter("repeatedWindows");
        silenceChecks = getMetricGroup().counter("silenceChecks");
        alerts = getMetricGroup().counter("alerts");
        getMetricGroup().<Long, Gauge<Long>>gauge("openIncidents", () -> openIncidents);
        getMetricGroup().<Double, Gauge<Double>>gauge("lastScoreBits", () -> lastScoreBits);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        openState.update(List.of(openIncidents));
    }

    @Override
    public void processElement(StreamRecord<PredictionError> record) throws Exception {
        PredictionError window = record.getValue();
        WatchedFunction function = active(window.getFunctionId(), window.getWindowEndNanos());
        if (function.watch.hasSeen(window)) {
            repeatedWindows.inc();
            return;
        }
        windows.inc();
        judge(function.watch, window);
        if (window.getElementCount() > 0) {
            confirmClock(window);
        }
        if (function.timerMillis == WatchedFunction.NO_TIMER) {
            setTimer(function, firstUnreported(window.getWindowEndNanos()));
        }
    }

    @Override
    protected void onTimer(String key, long millis) throws Exception {
        if (inputEnds()) {
            return; // The input ends: that says nothing about silence.
        }
        WatchedFunction function = cache().find(key);
        if (function == null || millis != function.timerMillis) {
            return;
        }
        function.timerMillis = WatchedFunction.NO_TIMER;
        long window = settings().window().indexOfTimer(millis);
        if (function.watch.lastWindowEndNanos() > settings().window().startNanos(window)) {
            setTimer(function, firstUnreported(function.watch.lastWindowEndNanos()));
            return;
        }
        silenceChecks.inc();
        judge(function.watch, silent(key, window));
        long silentWindows = window + 1 - lastActive(function.watch);
        if (silentWindows < MOST_SILENT_WINDOWS) {
            setTimer(function, window + Math.max(1, silentWindows / GROWTH_PART));
        }
    }

    /** What is open ends with the watch: nobody would end it later. */
    @Override
    protected boolean prepareForget(String functionId, WatchedFunction function, long timeMillis) {
        long window = settings().window().indexOfTimer(timeMillis) - 1;
        PredictionError last = silent(functionId, window);
        tell(function.watch.giveUp(last), last);
        return true;
    }

    private void judge(FunctionWatch watch, PredictionError window) {
        AnomalyAlert alert = watch.observe(window);
        lastScoreBits = watch.lastScoreBits();
        tell(alert, window);
    }

    private void tell(AnomalyAlert alert, PredictionError window) {
        if (alert == null) {
            return;
        }
        alerts.inc();
        // After a change of parallelism only the sum over the subtasks is exact.
        if (alert.getState() == AlertState.STARTED) {
            openIncidents++;
        } else if (alert.getState() == AlertState.ENDED) {
            openIncidents--;
        }
        emit(alert, WindowGrid.millisOf(window.getWindowEndNanos() - 1));
    }

    /** Elements in a window show that the device went on, also where no gateway says so. */
    private void confirmClock(PredictionError window) {
        String deviceId = Functions.deviceOf(window.getFunctionId());
        var tick = new ClockTick(deviceId, window.getWindowEndNanos());
        emit(
                RecordTypes.DEVICE_CLOCK,
                new CaptureRecord(0L, tick),
                WindowGrid.millisOf(window.getWindowEndNanos() - 1));
    }

    private void setTimer(WatchedFunction function, long window) {
        function.timerMillis = settings().window().timerMillis(window);
        registerTimer(function.timerMillis);
    }

    /** The first window after this one that is not reported when it is silent. */
    private long firstUnreported(long windowEndNanos) {
        return settings().window().indexOf(windowEndNanos) + settings().silentWindows();
    }

    private long lastActive(FunctionWatch watch) {
        long endNanos = watch.lastActiveEndNanos();
        return settings()
                .window()
                .indexOf(endNanos == Long.MIN_VALUE ? watch.lastWindowEndNanos() : endNanos);
    }

    private PredictionError silent(String functionId, long window) {
        return PredictionError.newBuilder()
                .setFunctionId(functionId)
                .setWindowStartNanos(settings().window().startNanos(window))
                .setWindowEndNanos(settings().window().endNanos(window))
                .setElementCount(0)
                .setByteCount(0)
                .setOperationBits(0)
                .setSizeBits(0)
                .setDeltaBits(0)
                .setGapBits(0)
                .build();
    }
}

package io.forebay.operators.anomaly;

import io.forebay.operators.OperatorSettings;
import io.forebay.operators.state.CachedStateOperator;
import io.forebay.operators.state.StateCodec;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.anomaly.AnomalyDetector;
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
 * Judges each function's windows by how improbable they are under its own recent ones.
 *
 * <p>In: {@link PredictionError} keyed by function id, in window order. Out: {@link AnomalyAlert}
 * when an incident starts, changes in severity or ends. State: per function an {@link
 * AnomalyDetector}, never dropped. Runs on the task thread only.
 */
public final class AnomalyOperator
        extends CachedStateOperator<PredictionError, AnomalyAlert, FunctionWatch> {
    private static final long serialVersionUID = 1L;
    private static final String DETECTOR_STATE = "anomaly-detector";
    private static final String OPEN_STATE = "open-incidents";

    private transient ListState<Long> openState;
    private transient Counter windows;
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
    protected StateCodec<FunctionWatch> createCodec() {
        return new FunctionWatchSerializer(settings().anomaly());
    }

    @Override
    public void open() throws Exception {
        super.open();
        windows = getMetricGroup().counter("windows");
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
        AnomalyDetector detector = cache().forUpdate(window.getFunctionId()).detector();
        AnomalyAlert alert = detector.observe(window);
        windows.inc();
        lastScoreBits = detector.lastScoreBits();
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
}

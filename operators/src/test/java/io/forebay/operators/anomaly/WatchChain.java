package io.forebay.operators.anomaly;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.operators.buffer.BufferHarness;
import io.forebay.operators.buffer.CircularBufferOperator;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/**
 * Elements to alerts: the operator that predicts and cuts windows, and behind it the one that
 * judges them, with the watermark going through both.
 */
final class WatchChain implements AutoCloseable {
    static final int WARM_UP = 50;

    final OperatorHarness<CaptureRecord, ControlCommand> buffer;
    final OperatorHarness<PredictionError, AnomalyAlert> anomaly;
    private int judged;

    /** What a checkpoint holds of both operators. */
    record Checkpoint(OperatorSubtaskState buffer, OperatorSubtaskState anomaly) {}

    private WatchChain() throws Exception {
        OperatorSettings settings =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, WARM_UP));
        buffer =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<>(
                                settings,
                                CircularBufferOperator.class,
                                CircularBufferOperator::new),
                        CaptureRecords::functionId);
        anomaly =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<>(
                                settings, AnomalyOperator.class, AnomalyOperator::new),
                        PredictionError::getFunctionId);
    }

    static WatchChain open() throws Exception {
        var chain = new WatchChain();
        chain.buffer.open();
        chain.anomaly.open();
        return chain;
    }

    static WatchChain restore(Checkpoint checkpoint) throws Exception {
        var chain = new WatchChain();
        chain.buffer.initializeState(checkpoint.buffer());
        chain.buffer.open();
        chain.anomaly.initializeState(checkpoint.anomaly());
        chain.anomaly.open();
        return chain;
    }

    Checkpoint checkpoint() throws Exception {
        return new Checkpoint(buffer.checkpoint(), anomaly.checkpoint());
    }

    /** Gives elements to the first operator, in this order; the watermark stays. */
    void elements(List<TrafficElement> elements) throws Exception {
        for (TrafficElement element : elements) {
            buffer.processElement(
                    Traffic.capture(element), element.getEventTimeNanos() / 1_000_000);
        }
    }

    /** The watermark reaches the end of the window before this one. */
    void advanceTo(int window) throws Exception {
        long watermark = Traffic.START_MILLIS + 100L * window - 1;
        buffer.processWatermark(watermark);
        List<PredictionError> errors = buffer.sideValues(RecordTypes.PREDICTION_ERRORS);
        for (PredictionError error : errors.subList(judged, errors.size())) {
            anomaly.processElement(error, watermark);
        }
        judged = errors.size();
        anomaly.processWatermark(watermark);
    }

    List<AnomalyAlert> alerts() {
        return anomaly.extractOutputValues();
    }

    List<TrafficElement> late() {
        return buffer.sideValues(RecordTypes.LATE_ELEMENTS);
    }

    @Override
    public void close() throws Exception {
        buffer.close();
        anomaly.close();
    }
}

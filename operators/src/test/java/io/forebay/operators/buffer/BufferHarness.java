package io.forebay.operators.buffer;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.WindowGrid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;

/**
 * A subtask of the circular-buffer operator behind a gateway: watermarks follow captures as the
 * gateway's source gives them.
 */
public final class BufferHarness implements AutoCloseable {
    final OperatorHarness<CaptureRecord, ControlCommand> operator;
    private long watermark = Long.MIN_VALUE;

    BufferHarness(OperatorSettings settings) throws Exception {
        this(settings, 1, 0);
    }

    BufferHarness(OperatorSettings settings, int parallelism, int subtask) throws Exception {
        operator =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<>(
                                settings,
                                CircularBufferOperator.class,
                                CircularBufferOperator::new),
                        CaptureRecords::functionId,
                        parallelism,
                        subtask);
    }

    /** Settings with small models, so that tests are quick. */
    public static Configuration smallModels() {
        return new Configuration()
                .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, 512)
                .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, 64)
                .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 4)
                .set(OperatorOptions.BUFFER_HISTORY, 32)
                // So that timers are those of windows.
                .set(OperatorOptions.FORGET_AFTER, Duration.ZERO);
    }

    static OperatorSettings settings() {
        return OperatorSettings.from(smallModels());
    }

    static OperatorSettings settings(int cacheFunctions) {
        return OperatorSettings.from(
                smallModels().set(OperatorOptions.CACHE_FUNCTIONS, cacheFunctions));
    }

    BufferHarness open() throws Exception {
        operator.open();
        return this;
    }

    BufferHarness restore(OperatorSubtaskState state) throws Exception {
        operator.initializeState(state);
        return open();
    }

    BufferHarness with(StateBackend backend) {
        operator.setStateBackend(backend);
        return this;
    }

    /** Gives the record to the operator, then the watermark that follows it. */
    void capture(CaptureRecord record) throws Exception {
        long millis = WindowGrid.millisOf(CaptureRecords.eventTimeNanos(record));
        if (CaptureRecords.functionId(record) != null) {
            operator.processElement(record, millis);
        }
        advanceTo(millis - 1);
    }

    void captureAll(List<CaptureRecord> records) throws Exception {
        for (CaptureRecord record : records) {
            capture(record);
        }
    }

    void advanceTo(long millis) throws Exception {
        if (millis > watermark) {
            watermark = millis;
            operator.processWatermark(millis);
        }
    }

    void endInput() throws Exception {
        advanceTo(Long.MAX_VALUE);
    }

    List<ControlCommand> commands() {
        return operator.extractOutputValues();
    }

    <T> List<T> commands(Class<T> body) {
        return commands().stream()
                .map(ControlCommand::getBody)
                .filter(body::isInstance)
                .map(body::cast)
                .toList();
    }

    List<PredictionError> errors() {
        return operator.sideValues(RecordTypes.PREDICTION_ERRORS);
    }

    List<DemandForecast> forecasts() {
        return operator.sideValues(RecordTypes.DEMAND_FORECASTS);
    }

    /**
     * Everything that came out, to be compared between runs. Timers of one time fire in any order,
     * so what windows gave is sorted.
     */
    List<Object> everything() {
        var all = new ArrayList<Object>(commands());
        all.addAll(
                errors().stream()
                        .sorted(
                                Comparator.comparing(PredictionError::getWindowEndNanos)
                                        .thenComparing(PredictionError::getFunctionId))
                        .toList());
        all.addAll(
                forecasts().stream()
                        .sorted(
                                Comparator.comparing(DemandForecast::getWindowEndNanos)
                                        .thenComparing(DemandForecast::getFunctionId))
                        .toList());
        all.addAll(operator.sideValues(RecordTypes.LATE_ELEMENTS));
        return all;
    }

    long counter(String name) {
        return operator.metrics.countOf(name);
    }

    Object gauge(String name) {
        return operator.metrics.valueOf(name);
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }
}

package io.forebay.operators.state;

import static io.forebay.operators.Traffic.START_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.operators.allocation.AllocationOperator;
import io.forebay.operators.anomaly.AnomalyOperator;
import io.forebay.operators.anomaly.DeviceAlertOperator;
import io.forebay.operators.buffer.CircularBufferOperator;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.Functions;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of functions and devices that went away, and what they find when they return. */
class ForgettingTest {
    private static final String FUNCTION = "device0/f0";
    private static final long KEPT_MILLIS = 60_000;
    private static final int WARM_UP = 50;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNumberOnWhenFunctionReturns(boolean rocksDb) throws Exception {
        try (var harness = buffer(1, 0)) {
            harness.setStateBackend(backend(rocksDb));
            harness.open();
            send(harness, FUNCTION, 0, 100);
            send(harness, "device0/kept", 0, 100);
            long before = harness.metrics.countOf("droppedStates");
            harness.processElement(Traffic.read("device0/kept", 100, KEPT_MILLIS), 0);
            harness.processWatermark(START_MILLIS + KEPT_MILLIS + 2_000);
            assertThat(before).isZero();
            assertThat(harness.metrics.countOf("droppedStates")).isEqualTo(1);
            // What the function that stayed is watched by.
            assertThat(harness.metrics.valueOf("cacheSize")).isEqualTo(1);

            send(harness, FUNCTION, (int) KEPT_MILLIS + 3_000, 100);

            assertThat(sequencesOf(harness.extractOutputValues(), FUNCTION))
                    .isEqualTo(consecutive(harness.extractOutputValues(), FUNCTION));
            assertThat(harness.sideValues(RecordTypes.LATE_ELEMENTS)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 1", "true, 2"})
    void shouldForgetAndNumberOnAfterRestore(boolean rocksDb, int parallelism) throws Exception {
        List<ControlCommand> commands = new ArrayList<>();
        List<OperatorSubtaskState> dropped = new ArrayList<>();
        OperatorSubtaskState checkpoint;
        try (var harness = buffer(1, 0)) {
            harness.setStateBackend(backend(rocksDb));
            harness.open();
            for (int i = 0; i < 6; i++) {
                send(harness, "device0/f" + i, 0, 20);
            }
            commands.addAll(harness.extractOutputValues());
            checkpoint = harness.checkpoint();
        }
        long droppedStates = 0;
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (var harness = buffer(parallelism, subtask)) {
                harness.setStateBackend(backend(rocksDb));
                harness.initializeState(
                        OperatorHarness.shareOf(checkpoint, 1, parallelism, subtask));
                harness.open();
                harness.processWatermark(START_MILLIS + KEPT_MILLIS + 2_000);
                droppedStates += harness.metrics.countOf("droppedStates");
                assertThat(harness.numEventTimeTimers()).isZero();
                assertThat(harness.metrics.valueOf("windowTimers")).isEqualTo(0);
                dropped.add(harness.checkpoint());
            }
        }
        assertThat(droppedStates).isEqualTo(6);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (var harness = buffer(parallelism, subtask)) {
                harness.setStateBackend(backend(rocksDb));
                harness.initializeState(dropped.get(subtask));
                harness.open();
                for (int i = 0; i < 6; i++) {
                    if (OperatorHarness.subtaskOf("device0/f" + i, parallelism) == subtask) {
                        send(harness, "device0/f" + i, (int) KEPT_MILLIS + 3_000, 20);
                    }
                }
                commands.addAll(harness.extractOutputValues());
            }
        }
        for (int i = 0; i < 6; i++) {
            String function = "device0/f" + i;
            assertThat(sequencesOf(commands, function))
                    .hasSizeGreaterThanOrEqualTo(40)
                    .isEqualTo(consecutive(commands, function));
        }
    }

    @Test
    void shouldStartFreshWhenFunctionReturns() throws Exception {
        List<PredictionError> first;
        try (var harness = buffer(1, 0)) {
            harness.open();
            send(harness, FUNCTION, 0, 100);
            harness.processWatermark(START_MILLIS + 50_000);
            first = harness.sideValues(RecordTypes.PREDICTION_ERRORS);
            long bytes = harness.savepoint().getManagedKeyedState().getStateSize();
            harness.processWatermark(START_MILLIS + KEPT_MILLIS + 2_000);
            // Only the counter is left.
            assertThat(harness.savepoint().getManagedKeyedState().getStateSize())
                    .isLessThan(bytes / 10);
            int reported = first.size();
            send(harness, FUNCTION, (int) KEPT_MILLIS + 3_000, 100);
            harness.processWatermark(START_MILLIS + KEPT_MILLIS + 53_000);
            assertThat(harness.sideValues(RecordTypes.PREDICTION_ERRORS))
                    .hasSize(2 * reported)
                    .filteredOn(error -> error.getElementCount() > 0)
                    .hasSize(2);
        }
    }

    @Test
    void shouldReportAllWindowsBeforeForgettingHoweverFarTheWatermarkJumps() throws Exception {
        try (var stepping = buffer(1, 0);
                var jumping = buffer(1, 0)) {
            for (var harness : List.of(stepping, jumping)) {
                harness.open();
                send(harness, FUNCTION, 0, 100);
            }
            for (long millis = 50; millis < 10 * KEPT_MILLIS; millis += 50) {
                stepping.processWatermark(START_MILLIS + millis);
            }
            jumping.processWatermark(START_MILLIS + 10 * KEPT_MILLIS);

            assertThat(jumping.metrics.countOf("droppedStates")).isEqualTo(1);
            assertThat(jumping.sideValues(RecordTypes.PREDICTION_ERRORS))
                    .hasSize(21)
                    .isEqualTo(stepping.sideValues(RecordTypes.PREDICTION_ERRORS));
            assertThat(jumping.sideValues(RecordTypes.DEMAND_FORECASTS))
                    .hasSize(1)
                    .isEqualTo(stepping.sideValues(RecordTypes.DEMAND_FORECASTS));
        }
    }

    @Test
    void shouldKeepWhatIsUsedAndEverythingWhenToldTo() throws Exception {
        try (var forgetting = buffer(1, 0);
                var keeping = buffer(settings(Duration.ZERO), 1, 0)) {
            forgetting.open();
            keeping.open();
            // Each pause is a little shorter than what is borne.
            for (int i = 0; i < 5; i++) {
                forgetting.processElement(Traffic.read(FUNCTION, i, i * (KEPT_MILLIS - 1)), 0);
                forgetting.processWatermark(START_MILLIS + i * (KEPT_MILLIS - 1));
            }
            keeping.processElement(Traffic.read(FUNCTION, 0, 0), 0);
            keeping.processWatermark(START_MILLIS + 1_000 * KEPT_MILLIS);

            assertThat(forgetting.metrics.countOf("droppedStates")).isZero();
            assertThat(keeping.metrics.countOf("droppedStates")).isZero();
        }
    }

    @Test
    void shouldForgetNothingWhenTheInputEnds() throws Exception {
        try (var harness = buffer(1, 0)) {
            harness.open();
            send(harness, FUNCTION, 0, 10);
            harness.processWatermark(Long.MAX_VALUE);

            assertThat(harness.metrics.countOf("droppedStates")).isZero();
        }
    }

    @Test
    void shouldEndOpenIncidentAndNumberOnWhenFunctionIsForgotten() throws Exception {
        try (var harness = anomaly()) {
            harness.open();
            sendWindows(harness, 0, 200);
            // Silent long enough to be missed, then long enough to be forgotten.
            harness.processWatermark(START_MILLIS + 30_000);
            assertThat(harness.extractOutputValues())
                    .isNotEmpty()
                    .noneMatch(alert -> alert.getState() == AlertState.ENDED);
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(1L);
            harness.processWatermark(START_MILLIS + 20_000 + KEPT_MILLIS + 1_000);

            List<AnomalyAlert> alerts = harness.extractOutputValues();
            AnomalyAlert end = alerts.get(alerts.size() - 1);
            assertThat(end.getState()).isEqualTo(AlertState.ENDED);
            assertThat(end.getIncident()).isZero();
            assertThat(end.getRevision()).isEqualTo(alerts.size() - 1);
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(0L);
            assertThat(harness.metrics.countOf("droppedStates")).isEqualTo(1);
            harness.getOutput().clear();

            // It is warmed up anew, and its next incident has the next number.
            sendWindows(harness, 2_000, 2_200);
            harness.processWatermark(START_MILLIS + 200_000 + 30_000);
            assertThat(harness.extractOutputValues())
                    .isNotEmpty()
                    .extracting(AnomalyAlert::getIncident)
                    .containsOnly(1L);
        }
    }

    @Test
    void shouldNumberAllocationsOnWhenDeviceReturns() throws Exception {
        try (var harness =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<DemandForecast, ControlCommand>(
                                settings(Duration.ofMillis(KEPT_MILLIS)),
                                AllocationOperator.class,
                                AllocationOperator::new),
                        forecast -> Functions.deviceOf(forecast.getFunctionId()))) {
            harness.open();
            for (int window : new int[] {0, 1, 700, 701}) {
                harness.processWatermark(START_MILLIS + 100L * window - 1);
                harness.processElement(forecast(window), 0);
                harness.processWatermark(START_MILLIS + 100L * window + 99);
            }

            assertThat(harness.extractOutputValues())
                    .extracting(ControlCommand::getSequence)
                    .containsExactly(0L, 1L, 2L, 3L);
            assertThat(harness.metrics.countOf("droppedStates")).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepDeviceWithOpenIncident() throws Exception {
        try (var harness =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<
                                Either<AnomalyAlert, CaptureRecord>, AnomalyAlert>(
                                settings(Duration.ofMillis(KEPT_MILLIS)),
                                DeviceAlertOperator.class,
                                DeviceAlertOperator::new),
                        DeviceAlertOperator::deviceOf)) {
            harness.open();
            harness.processElement(Either.Left(alert(AlertState.STARTED, 0)), 0);
            harness.processWatermark(START_MILLIS + 3 * KEPT_MILLIS);
            assertThat(harness.metrics.countOf("droppedStates")).isZero();

            harness.processElement(Either.Left(alert(AlertState.ENDED, 2_000)), 0);
            harness.processWatermark(START_MILLIS + 200_000 + 3 * KEPT_MILLIS);
            assertThat(harness.metrics.countOf("droppedStates")).isEqualTo(1);
            // However far the watermark jumped, the end was told before.
            assertThat(harness.extractOutputValues())
                    .extracting(AnomalyAlert::getState)
                    .containsExactly(AlertState.STARTED, AlertState.ENDED);
        }
    }

    private static AnomalyAlert alert(AlertState state, int window) {
        return AnomalyAlert.newBuilder()
                .setFunctionId(FUNCTION)
                .setIncident(0)
                .setState(state)
                .setWindowStartNanos(Traffic.nanos(100L * window))
                .setWindowEndNanos(Traffic.nanos(100L * (window + 1)))
                .setSeverity(Severity.NOTICE)
                .setSurprise(Surprise.SIZE)
                .setScoreBits(25)
                .setObserved(1)
                .setExpected(2)
                .setExplanation("for a test")
                .build();
    }

    private static DemandForecast forecast(int window) {
        return new DemandForecast(
                FUNCTION, Traffic.nanos(100L * (window + 1)), 100_000_000L, 1L, 1L, 1.0, 1.0, 1.0);
    }

    private static void send(
            OperatorHarness<CaptureRecord, ControlCommand> harness,
            String function,
            int millis,
            int elements)
            throws Exception {
        for (int i = 0; i < elements; i++) {
            harness.processElement(Traffic.read(function, i, millis + i / 10), 0);
        }
    }

    private static void sendWindows(
            OperatorHarness<PredictionError, AnomalyAlert> harness, int from, int to)
            throws Exception {
        for (int window = from; window < to; window++) {
            double wobble = 1 + (window * 31 % 17) / 100.0;
            harness.processElement(
                    PredictionError.newBuilder()
                            .setFunctionId(FUNCTION)
                            .setWindowStartNanos(Traffic.nanos(100L * window))
                            .setWindowEndNanos(Traffic.nanos(100L * (window + 1)))
                            .setElementCount(20 + window % 3)
                            .setByteCount(4096L * (20 + window % 3))
                            .setOperationBits(2 * wobble)
                            .setSizeBits(4 * wobble)
                            .setDeltaBits(20 * wobble)
                            .setGapBits(30 * wobble)
                            .build(),
                    0);
            harness.processWatermark(START_MILLIS + 100L * (window + 1) - 1);
        }
    }

    private static List<Long> sequencesOf(List<ControlCommand> commands, String function) {
        return commands.stream()
                .filter(command -> command.getTarget().equals(function))
                .map(ControlCommand::getSequence)
                .toList();
    }

    private static List<Long> consecutive(List<ControlCommand> commands, String function) {
        return LongStream.range(0, sequencesOf(commands, function).size()).boxed().toList();
    }

    private static StateBackend backend(boolean rocksDb) {
        return rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    }

    private static OperatorSettings settings(Duration forgetAfter) {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, 512)
                        .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, 64)
                        .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 4)
                        .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, WARM_UP)
                        .set(OperatorOptions.FORGET_AFTER, forgetAfter));
    }

    private static OperatorHarness<CaptureRecord, ControlCommand> buffer(
            int parallelism, int subtask) throws Exception {
        return buffer(settings(Duration.ofMillis(KEPT_MILLIS)), parallelism, subtask);
    }

    private static OperatorHarness<CaptureRecord, ControlCommand> buffer(
            OperatorSettings settings, int parallelism, int subtask) throws Exception {
        return new OperatorHarness<>(
                new SettingsOperatorFactory<>(
                        settings, CircularBufferOperator.class, CircularBufferOperator::new),
                CaptureRecords::functionId,
                parallelism,
                subtask);
    }

    private static OperatorHarness<PredictionError, AnomalyAlert> anomaly() throws Exception {
        return new OperatorHarness<>(
                new SettingsOperatorFactory<>(
                        settings(Duration.ofMillis(KEPT_MILLIS)),
                        AnomalyOperator.class,
                        AnomalyOperator::new),
                PredictionError::getFunctionId);
    }
}

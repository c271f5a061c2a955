package io.forebay.operators.policy;

import static io.forebay.operators.Traffic.START_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.PolicyHarness;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.operators.allocation.AllocationOperator;
import io.forebay.operators.anomaly.AnomalyOperator;
import io.forebay.operators.buffer.CircularBufferOperator;
import io.forebay.operators.state.PolicyOperatorFactory;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.Functions;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies do to the operators that keep to them. */
class PolicyOperatorsTest {
    private static final String FIRST = "device0/a";
    private static final String OTHER = "device0/b";
    private static final long BUDGET_BYTES = 1 << 20;

    @Test
    void shouldAnswerAsWithoutPoliciesWhenNoneComes() throws Exception {
        List<CaptureRecord> captures = Traffic.random(3, 5, 800);
        List<ControlCommand> without;
        try (var harness =
                new OperatorHarness<>(
                        new SettingsOperatorFactory<CaptureRecord, ControlCommand>(
                                settings(),
                                CircularBufferOperator.class,
                                CircularBufferOperator::new),
                        CaptureRecords::functionId)) {
            harness.open();
            for (CaptureRecord record : captures) {
                harness.processElement(record, millis(record));
                harness.processWatermark(millis(record) - 1);
            }
            without = harness.extractOutputValues();
        }
        try (var harness = open(buffer(1, 0))) {
            for (CaptureRecord record : captures) {
                harness.send(record);
                harness.advanceTo(millis(record) - 1);
            }
            assertThat(harness.extractOutputValues()).isEqualTo(without);
        }
    }

    @Test
    void shouldKeepPrioritiesWithinRangeFromArrivalUntilTakenBack() throws Exception {
        try (var harness = open(buffer(1, 0))) {
            List<Integer> before = priorities(harness, 0);
            harness.send(Policies.priority(FIRST, 7, 7));
            List<Integer> meanwhile = priorities(harness, 20);
            harness.send(Policies.takeBack(FIRST));
            List<Integer> after = priorities(harness, 40);

            assertThat(meanwhile).containsOnly(7);
            assertThat(after).isNotEmpty().isNotEqualTo(meanwhile);
            assertThat(before).isNotEmpty().isNotEqualTo(meanwhile);
            assertThat(priorities(harness, OTHER, 60)).isNotEmpty().isNotEqualTo(meanwhile);
            assertThat(sequences(harness)).isEqualTo(consecutive(sequences(harness).size()));
        }
    }

    @Test
    void shouldTellTheEdgeTheRangeOfTheDevice() throws Exception {
        try (var harness = open(buffer(1, 0))) {
            harness.send(Policies.priority("device0", 2, 4));
            priorities(harness, 0);
            List<ModelUpdate> updates = bodies(harness, ModelUpdate.class);

            assertThat(updates).isNotEmpty();
            var levels =
                    PriorityModelSnapshot.fromBytes(
                                    updates.get(updates.size() - 1).getSnapshot().array())
                            .levels();
            assertThat(levels.floor()).isEqualTo(2);
            assertThat(levels.ceiling()).isEqualTo(4);
        }
    }

    @Test
    void shouldStopPrefetchingOfOneFunction() throws Exception {
        try (var harness = open(buffer(1, 0))) {
            for (String function : List.of(FIRST, OTHER)) {
                harness.send(
                        Policies.set(
                                function,
                                Map.of(
                                        "forebay.prefetch.enabled",
                                        Boolean.toString(function.equals(OTHER)),
                                        "forebay.prefetch.max-blocks-per-request",
                                        "300")));
            }
            for (int i = 0; i < 400; i++) {
                harness.send(Traffic.read(FIRST, i, i));
                harness.send(Traffic.read(OTHER, i, i));
            }

            assertThat(bodies(harness, PrefetchCommand.class))
                    .isNotEmpty()
                    .allMatch(prefetch -> prefetch.getFunctionId().equals(OTHER));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepPoliciesWhenRestoredAndRescaled(boolean rocksDb) throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = buffer(1, 0)) {
            harness.setStateBackend(
                    rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
            open(harness);
            priorities(harness, 0);
            harness.send(Policies.priority("*", 1, 1));
            harness.send(Policies.priority("gone", 3, 3));
            harness.send(Policies.takeBack("gone"));
            checkpoint = harness.checkpoint();
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            String function = functionOf(subtask);
            try (var harness = buffer(2, subtask)) {
                harness.setStateBackend(
                        rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
                harness.initializeState(OperatorHarness.shareOf(checkpoint, 1, 2, subtask));
                harness.open();
                assertThat(priorities(harness, function, 20)).containsOnly(1);
                harness.send(Policies.takeBack("*"));
                assertThat(priorities(harness, function, 40)).anyMatch(priority -> priority != 1);
            }
        }
    }

    @Test
    void shouldNeitherHoldTimeBackNorMoveIt() throws Exception {
        try (var harness = open(buffer(1, 0))) {
            harness.send(Traffic.read(FIRST, 0, 10));
            harness.inputs().processWatermark2(new Watermark(START_MILLIS + 1_000));
            harness.inputs().processWatermark2(Watermark.MAX_WATERMARK);
            assertThat(errors(harness)).isEmpty();

            // The second input has no watermark of its own, and is not idle either.
            harness.inputs().processWatermarkStatus2(WatermarkStatus.IDLE);
            harness.inputs().processWatermarkStatus2(WatermarkStatus.ACTIVE);
            harness.advanceTo(START_MILLIS + 99);
            assertThat(errors(harness)).hasSize(1);
            assertThat(harness.getOutput()).doesNotContain(WatermarkStatus.IDLE);
        }
    }

    @Test
    void shouldKeepToFloorsCeilingsAndBudgetOfAllocations() throws Exception {
        try (var harness = allocation()) {
            harness.open();
            forecasts(harness, 0);
            assertThat(shares(harness)).allMatch(share -> share.getLimitBytes() == BUDGET_BYTES);

            harness.send(Policies.set("device0/a", Map.of("forebay.buffer.ceiling", "100 kb")));
            harness.send(Policies.set("device0/b", Map.of("forebay.buffer.floor", "600 kb")));
            forecasts(harness, 1);
            FunctionShare capped = shares(harness).get(0);
            assertThat(capped.getBytes()).isLessThanOrEqualTo(100 << 10);
            assertThat(capped.getLimitBytes()).isEqualTo(100 << 10);
            FunctionShare guaranteed = shares(harness).get(1);
            assertThat(guaranteed.getGuaranteedBytes()).isEqualTo(600 << 10);
            // What one may not hold, the others have.
            assertThat(sum(harness)).isEqualTo(BUDGET_BYTES);

            harness.send(Policies.set("device0", Map.of("forebay.buffer.budget", "512 kb")));
            forecasts(harness, 2);
            // The floors do not fit any more: each gets its part of what there is.
            assertThat(sum(harness)).isLessThanOrEqualTo(512 << 10);
            assertThat(shares(harness))
                    .allMatch(share -> share.getLimitBytes() <= 512 << 10)
                    .allMatch(share -> share.getGuaranteedBytes() <= share.getBytes());

            harness.send(Policies.takeBack("device0"));
            harness.send(Policies.takeBack("device0/a"));
            harness.send(Policies.takeBack("device0/b"));
            forecasts(harness, 3);
            assertThat(sum(harness)).isEqualTo(BUDGET_BYTES);
            assertThat(shares(harness)).allMatch(share -> share.getLimitBytes() == BUDGET_BYTES);
        }
    }

    @Test
    void shouldAlertByTheThresholdsOfThePolicy() throws Exception {
        try (var harness = anomaly()) {
            harness.open();
            for (String function : List.of(FIRST, OTHER)) {
                for (int window = 0; window < 150; window++) {
                    harness.send(window(function, window, 20));
                }
            }
            harness.send(
                    Policies.set(
                            FIRST,
                            Map.of(
                                    "forebay.anomaly.alert-bits",
                                    "3",
                                    "forebay.anomaly.clear-bits",
                                    "2")));
            harness.send(Policies.set(OTHER, Map.of("forebay.anomaly.alert-bits", "1000")));
            for (String function : List.of(FIRST, OTHER)) {
                for (int window = 150; window < 160; window++) {
                    harness.send(window(function, window, 2_000));
                }
            }

            assertThat(harness.extractOutputValues())
                    .isNotEmpty()
                    .allMatch(alert -> alert.getFunctionId().equals(FIRST));
        }
    }

    private static PredictionError window(String function, int window, int count) {
        double wobble = count * (1 + (window * 31 % 17) / 100.0);
        return PredictionError.newBuilder()
                .setFunctionId(function)
                .setWindowStartNanos(Traffic.nanos(100L * window))
                .setWindowEndNanos(Traffic.nanos(100L * (window + 1)))
                .setElementCount(count + window % 3)
                .setByteCount(4096L * (count + window % 3))
                .setOperationBits(2 * wobble)
                .setSizeBits(4 * wobble)
                .setDeltaBits(20 * wobble)
                .setGapBits(30 * wobble)
                .build();
    }

    private static void forecasts(PolicyHarness<DemandForecast, ControlCommand> harness, int window)
            throws Exception {
        harness.getOutput().clear();
        for (String function : List.of("device0/a", "device0/b", "device0/c")) {
            long bytes = function.endsWith("a") ? 3_000_000 : 1_000;
            harness.send(
                    new DemandForecast(
                            function,
                            Traffic.nanos(100L * (window + 1)),
                            100_000_000L,
                            10L,
                            bytes,
                            10.0,
                            (double) bytes,
                            1.5 * (double) bytes));
        }
        harness.advanceTo(START_MILLIS + 100L * window + 99);
    }

    private static List<FunctionShare> shares(
            PolicyHarness<DemandForecast, ControlCommand> harness) {
        return bodies(harness, BufferAllocation.class).get(0).getShares();
    }

    private static long sum(PolicyHarness<DemandForecast, ControlCommand> harness) {
        return shares(harness).stream().mapToLong(FunctionShare::getBytes).sum();
    }

    private static List<PredictionError> errors(PolicyHarness<?, ?> harness) {
        return harness.sideValues(RecordTypes.PREDICTION_ERRORS);
    }

    private static List<Integer> priorities(
            PolicyHarness<CaptureRecord, ControlCommand> harness, int from) throws Exception {
        return priorities(harness, FIRST, from);
    }

    /** The priorities of twenty reads. */
    private static List<Integer> priorities(
            PolicyHarness<CaptureRecord, ControlCommand> harness, String function, int from)
            throws Exception {
        int before = bodies(harness, PriorityTag.class).size();
        for (int i = from; i < from + 20; i++) {
            harness.send(Traffic.read(function, i, 10L * i));
        }
        return bodies(harness, PriorityTag.class).stream()
                .skip(before)
                .map(PriorityTag::getPriority)
                .toList();
    }

    private static List<Long> sequences(PolicyHarness<?, ControlCommand> harness) {
        return harness.extractOutputValues().stream()
                .filter(command -> command.getTarget().equals(FIRST))
                .map(ControlCommand::getSequence)
                .toList();
    }

    private static List<Long> consecutive(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private static <T> List<T> bodies(PolicyHarness<?, ControlCommand> harness, Class<T> type) {
        return harness.extractOutputValues().stream()
                .map(ControlCommand::getBody)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static String functionOf(int subtask) {
        for (int i = 0; ; i++) {
            String function = "device0/f" + i;
            if (OperatorHarness.subtaskOf(function, 2) == subtask) {
                return function;
            }
        }
    }

    private static long millis(CaptureRecord record) {
        return WindowGrid.millisOf(CaptureRecords.eventTimeNanos(record));
    }

    private static OperatorSettings settings() {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.PREDICTOR_COUNTER_SLOTS, 512)
                        .set(OperatorOptions.PREDICTOR_HISTORY_LENGTH, 64)
                        .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 4)
                        .set(OperatorOptions.BUFFER_BUDGET, new MemorySize(BUDGET_BYTES))
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 10L)
                        .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, 50)
                        .set(OperatorOptions.CACHE_FUNCTIONS, 2));
    }

    private static <I, O> PolicyHarness<I, O> open(PolicyHarness<I, O> harness) throws Exception {
        harness.open();
        return harness;
    }

    private static PolicyHarness<CaptureRecord, ControlCommand> buffer(int parallelism, int subtask)
            throws Exception {
        return new PolicyHarness<>(
                new PolicyOperatorFactory<>(
                        settings(), CircularBufferOperator.class, CircularBufferOperator::new),
                CaptureRecords::functionId,
                parallelism,
                subtask);
    }

    private static PolicyHarness<DemandForecast, ControlCommand> allocation() throws Exception {
        return new PolicyHarness<>(
                new PolicyOperatorFactory<>(
                        settings(), AllocationOperator.class, AllocationOperator::new),
                forecast -> Functions.deviceOf(forecast.getFunctionId()),
                1,
                0);
    }

    private static PolicyHarness<PredictionError, AnomalyAlert> anomaly() throws Exception {
        return new PolicyHarness<>(
                new PolicyOperatorFactory<>(
                        settings(), AnomalyOperator.class, AnomalyOperator::new),
                PredictionError::getFunctionId,
                1,
                0);
    }
}

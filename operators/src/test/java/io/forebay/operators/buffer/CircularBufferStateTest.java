package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircularBufferStateTest {
    private static final int FUNCTIONS = 9;
    private static final int ALL_CACHED = 100;

    /** Less than a function takes, more than the timers of all. */
    private static final long LEAST_BYTES = 1_024;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldContinueAsIfUndisturbedWhenRestoredWithTinyCache(boolean rocksDb) throws Exception {
        List<CaptureRecord> captures = Traffic.random(11, FUNCTIONS, 1500);
        List<Object> restored = new ArrayList<>();
        OperatorSubtaskState checkpoint = null;
        for (int part = 0; part < 3; part++) {
            try (var harness =
                    new BufferHarness(BufferHarness.settings(2)).with(backend(rocksDb))) {
                if (checkpoint == null) {
                    harness.open();
                } else {
                    harness.restore(checkpoint);
                }
                harness.captureAll(captures.subList(500 * part, 500 * (part + 1)));
                checkpoint = harness.operator.checkpoint();
                restored.addAll(harness.everything());
                assertThat((long) harness.gauge("cacheEvictions")).isGreaterThan(100);
                assertThat(harness.gauge("cacheSize")).isEqualTo(2);
            }
        }

        List<Object> undisturbed = new ArrayList<>();
        try (var harness = new BufferHarness(BufferHarness.settings(ALL_CACHED)).open()) {
            for (int part = 0; part < 3; part++) {
                harness.captureAll(captures.subList(500 * part, 500 * (part + 1)));
                undisturbed.addAll(harness.everything());
                harness.operator.getOutput().clear();
                clearSideOutputs(harness);
            }
            assertThat(harness.gauge("cacheEvictions")).isEqualTo(0L);
        }
        assertThat(restored).isEqualTo(undisturbed);
    }

    @Property(tries = 12)
    void shouldDecideAlikeWhateverTheCache(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int cacheFunctions)
            throws Exception {
        List<CaptureRecord> captures = Traffic.random(seed, 6, 400);
        var random = new SplittableRandom(seed);
        try (var cached = new BufferHarness(BufferHarness.settings(ALL_CACHED)).open();
                var evicting = new BufferHarness(BufferHarness.settings(cacheFunctions)).open()) {
            for (CaptureRecord record : captures) {
                cached.capture(record);
                evicting.capture(record);
                if (random.nextInt(40) == 0) {
                    evicting.operator.snapshot(1, 1);
                }
            }
            cached.endInput();
            evicting.endInput();

            assertThat(evicting.everything()).isEqualTo(cached.everything());
        }
    }

    /** Of timers, and of functions that are not in keyed state. */
    private static long rawBytes(OperatorSubtaskState state) {
        return state.getRawKeyedState().stream().mapToLong(KeyedStateHandle::getStateSize).sum();
    }

    @Test
    void shouldWriteBackOnlyWhatFellSilentWhenCheckpointsAreTaken() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings(ALL_CACHED)).open()) {
            for (int i = 0; i < 5; i++) {
                harness.capture(Traffic.read("device0/volume" + i, 0, i));
            }
            assertThat(rawBytes(harness.operator.checkpoint())).isGreaterThan(5 * LEAST_BYTES);
            assertThat(harness.gauge("writeBacks")).isEqualTo(0L);

            harness.capture(Traffic.read("device0/volume3", 1, 9));
            assertThat(rawBytes(harness.operator.checkpoint())).isGreaterThan(LEAST_BYTES);
            assertThat(harness.gauge("writeBacks")).isEqualTo(4L);

            harness.operator.checkpoint();
            assertThat(harness.gauge("writeBacks")).isEqualTo(5L);

            assertThat(rawBytes(harness.operator.checkpoint())).isLessThan(LEAST_BYTES);
            assertThat(harness.gauge("writeBacks")).isEqualTo(5L);
        }
    }

    @Test
    void shouldWriteBackWhatMemoryForCopiesDoesNotHold() throws Exception {
        OperatorSettings settings =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.CACHE_SNAPSHOT_MEMORY, MemorySize.ZERO));
        try (var harness = new BufferHarness(settings).open()) {
            for (int i = 0; i < 5; i++) {
                harness.capture(Traffic.read("device0/volume" + i, 0, i));
            }
            assertThat(rawBytes(harness.operator.checkpoint())).isLessThan(LEAST_BYTES);
            assertThat(harness.gauge("writeBacks")).isEqualTo(5L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnAlikeFromSavepointAndFromCheckpoint(boolean rocksDb) throws Exception {
        List<CaptureRecord> captures = Traffic.random(12, FUNCTIONS, 900);
        OperatorSubtaskState savepoint;
        OperatorSubtaskState checkpoint;
        try (var harness = new BufferHarness(BufferHarness.settings(ALL_CACHED))) {
            harness.with(backend(rocksDb)).open();
            harness.captureAll(captures.subList(0, 300));
            harness.operator.checkpoint();
            harness.captureAll(captures.subList(300, 600));
            checkpoint = harness.operator.checkpoint();
            savepoint = harness.operator.savepoint();
        }
        assertThat(rawBytes(checkpoint)).isGreaterThan(FUNCTIONS * LEAST_BYTES);
        assertThat(rawBytes(savepoint)).isPositive().isLessThan(LEAST_BYTES);

        List<List<Object>> results = new ArrayList<>();
        for (OperatorSubtaskState state : List.of(checkpoint, savepoint)) {
            try (var harness = new BufferHarness(BufferHarness.settings(ALL_CACHED))) {
                harness.with(backend(rocksDb)).restore(state);
                harness.captureAll(captures.subList(600, 900));
                results.add(harness.everything());
            }
        }
        assertThat(results.get(0)).isNotEmpty().isEqualTo(results.get(1));
    }

    @Test
    void shouldRefuseTimersOnTheHeapBesideRocksDb() throws Exception {
        var backend = new EmbeddedRocksDBStateBackend();
        backend.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        try (var harness = new BufferHarness(BufferHarness.settings(1)).with(backend)) {
            assertThatThrownBy(harness::open)
                    .hasStackTraceContaining(
                            "option is not allowed:"
                                    + " key=state.backend.rocksdb.timer-service.factory,"
                                    + " value=HEAP, allowed=ROCKSDB");
        }
    }

    private static StateBackend backend(boolean rocksDb) {
        return rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    }

    @Test
    void shouldKeepStateOfEachFunction() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings(2)).open()) {
            for (int i = 0; i < 7; i++) {
                harness.capture(Traffic.read("device0/volume" + i, 0, i));
            }
            harness.operator.savepoint();

            // A function's bytes and its timer.
            assertThat(harness.gauge("windowTimers")).isEqualTo(7);
            assertThat(harness.gauge("writeBacks")).isEqualTo(7L);
        }
    }

    @Test
    void shouldGoOnAfterScalingOutAndBack() throws Exception {
        List<CaptureRecord> captures = Traffic.random(21, FUNCTIONS, 1800);
        var sequences = new HashMap<String, Long>();
        var tagged = new HashSet<String>();
        OperatorSubtaskState one;
        int timers;
        try (var harness = new BufferHarness(updating()).open()) {
            harness.captureAll(captures.subList(0, 600));
            check(harness, sequences, tagged);
            timers = (int) harness.gauge("windowTimers");
            one = harness.operator.checkpoint();
        }
        assertThat(timers).isPositive();
        OperatorSubtaskState two;
        try (var left = new BufferHarness(updating(), 2, 0);
                var right = new BufferHarness(updating(), 2, 1)) {
            left.restore(OperatorHarness.shareOf(one, 1, 2, 0));
            right.restore(OperatorHarness.shareOf(one, 1, 2, 1));
            assertThat((int) left.gauge("windowTimers") + (int) right.gauge("windowTimers"))
                    .isEqualTo(timers);
            for (CaptureRecord record : captures.subList(600, 1200)) {
                BufferHarness owner = subtaskOf(record) == 0 ? left : right;
                owner.capture(record);
            }
            check(left, sequences, tagged);
            check(right, sequences, tagged);
            assertThat(left.counter("elements")).isPositive();
            assertThat(right.counter("elements")).isPositive();
            two =
                    OperatorHarness.repackageState(
                            left.operator.checkpoint(), right.operator.checkpoint());
        }
        long updatesBefore = updates.size();
        try (var harness = new BufferHarness(updating())) {
            harness.restore(OperatorHarness.shareOf(two, 2, 1, 0));
            harness.captureAll(captures.subList(1200, 1800));
            check(harness, sequences, tagged);
            assertThat(harness.gauge("devices")).isEqualTo(2);
        }
        assertThat((long) updates.size()).isGreaterThan(updatesBefore);
        long elements = captures.stream().filter(CircularBufferStateTest::isElement).count();
        assertThat((long) tagged.size()).isEqualTo(elements);
    }

    @Test
    void shouldTrainFromHistoryWhenPredictorSettingsChange() throws Exception {
        List<CaptureRecord> captures = Traffic.random(31, 4, 600);
        OperatorSubtaskState checkpoint;
        var sequences = new HashMap<String, Long>();
        var tagged = new HashSet<String>();
        try (var harness = new BufferHarness(BufferHarness.settings(ALL_CACHED)).open()) {
            harness.captureAll(captures.subList(0, 300));
            check(harness, sequences, tagged);
            checkpoint = harness.operator.checkpoint();
        }
        OperatorSettings changed =
                OperatorSettings.from(
                        BufferHarness.smallModels()
                                .set(OperatorOptions.PREDICTOR_RECURRENT_UNITS, 3)
                                .set(OperatorOptions.PREFETCH_BUFFER_BLOCKS, 77));
        try (var harness = new BufferHarness(changed)) {
            harness.restore(checkpoint);
            harness.captureAll(captures.subList(300, 600));
            check(harness, sequences, tagged);

            assertThat(harness.gauge("retrainedFunctions")).isEqualTo(4L);
        }
    }

    @Test
    void shouldSurviveTimersOfEvictedFunctions() throws Exception {
        try (var harness = new BufferHarness(BufferHarness.settings(1)).open()) {
            for (int i = 0; i < 6; i++) {
                harness.capture(Traffic.read("device0/volume" + i, 0, 10 + i));
            }
            harness.capture(Traffic.tick("device0", 100));
            harness.capture(Traffic.tick("device0", 101));

            assertThat(harness.forecasts())
                    .extracting(forecast -> forecast.getFunctionId())
                    .containsExactlyInAnyOrder(
                            "device0/volume0",
                            "device0/volume1",
                            "device0/volume2",
                            "device0/volume3",
                            "device0/volume4",
                            "device0/volume5");
        }
    }

    private final List<ModelUpdate> updates = new ArrayList<>();

    /** Command sequences go on without holes; no element is answered twice. */
    private void check(BufferHarness harness, Map<String, Long> sequences, Set<String> tagged) {
        for (ControlCommand command : harness.commands()) {
            if (command.getBody() instanceof ModelUpdate update) {
                updates.add(update);
                continue;
            }
            long expected = sequences.getOrDefault(command.getTarget(), 0L);
            assertThat(command.getSequence()).isEqualTo(expected);
            sequences.put(command.getTarget(), expected + 1);
            if (command.getBody() instanceof PriorityTag tag) {
                assertThat(tagged.add(tag.getFunctionId() + "#" + tag.getElementSequence()))
                        .isTrue();
            }
        }
    }

    private static OperatorSettings updating() {
        return OperatorSettings.from(
                BufferHarness.smallModels()
                        .set(OperatorOptions.CACHE_FUNCTIONS, 3)
                        .set(OperatorOptions.MODEL_UPDATE_INTERVAL, 50L));
    }

    private static boolean isElement(CaptureRecord record) {
        return record.getBody() instanceof TrafficElement;
    }

    private static int subtaskOf(CaptureRecord record) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                CaptureRecords.functionId(record), OperatorHarness.MAX_PARALLELISM, 2);
    }

    private static void clearSideOutputs(BufferHarness harness) {
        for (var tag : List.of(RecordTypes.DEMAND_FORECASTS, RecordTypes.PREDICTION_ERRORS)) {
            var records = harness.operator.getSideOutput(tag);
            if (records != null) {
                records.clear();
            }
        }
    }
}

package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class AnomalyOperatorTest {
    private static final int WARM_UP = 50;
    private static final int CALM = 300;

    @Test
    void shouldAlertWhenTrafficDepartsFromItsPast() throws Exception {
        List<PredictionError> windows = windows(1);
        try (var harness = open(settings(10))) {
            process(harness, windows);

            List<AnomalyAlert> alerts = harness.extractOutputValues();
            assertThat(alerts).isNotEmpty();
            assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
            assertThat(alerts.get(0).getFunctionId()).isEqualTo("device0/f0");
            assertThat(alerts.get(0).getWindowStartNanos()).isEqualTo(Traffic.nanos(100L * CALM));
            assertThat(alerts.get(alerts.size() - 1).getState()).isEqualTo(AlertState.ENDED);
            assertThat(harness.metrics.countOf("alerts")).isEqualTo(alerts.size());
            assertThat(harness.metrics.countOf("windows")).isEqualTo(windows.size());
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(0L);
        }
    }

    @Test
    void shouldShowOpenIncidentAcrossRestore() throws Exception {
        List<PredictionError> windows = windows(1).subList(0, CALM + 2);
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings(10))) {
            process(harness, windows);
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(1L);
            assertThat((double) harness.metrics.valueOf("lastScoreBits")).isGreaterThan(16);
            checkpoint = harness.checkpoint();
        }
        try (var harness = newHarness(settings(10))) {
            harness.initializeState(checkpoint);
            harness.open();

            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(1L);
        }
    }

    @Test
    void shouldContinueAsIfUndisturbedAfterRestoreWithTinyCache() throws Exception {
        List<PredictionError> windows = windows(5);
        List<AnomalyAlert> undisturbed;
        try (var harness = open(settings(10))) {
            process(harness, windows);
            undisturbed = harness.extractOutputValues();
        }

        List<AnomalyAlert> restored = new ArrayList<>();
        int cut = 5 * CALM + 3;
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings(2))) {
            process(harness, windows.subList(0, cut));
            restored.addAll(harness.extractOutputValues());
            checkpoint = harness.checkpoint();
            assertThat((long) harness.metrics.valueOf("cacheEvictions")).isPositive();
        }
        try (var harness = newHarness(settings(2))) {
            harness.initializeState(checkpoint);
            harness.open();
            process(harness, windows.subList(cut, windows.size()));
            restored.addAll(harness.extractOutputValues());
        }

        assertThat(restored).isEqualTo(undisturbed).isNotEmpty();
    }

    @Test
    void shouldSayNothingWhileItWarmsUp() throws Exception {
        // The odd windows, but among the first that the function ever had.
        List<PredictionError> windows = windows(1).subList(CALM - WARM_UP + 6, CALM + 5);
        try (var harness = open(settings(10))) {
            process(harness, windows);

            assertThat(windows).hasSizeLessThan(WARM_UP);
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(0L);
        }
    }

    @Test
    void shouldGoOnAfterRestoreAnywhereInAnIncident() throws Exception {
        List<PredictionError> windows = windows(1);
        List<AnomalyAlert> undisturbed;
        try (var harness = open(settings(10))) {
            process(harness, windows);
            undisturbed = harness.extractOutputValues();
        }
        long endNanos = undisturbed.get(undisturbed.size() - 1).getWindowEndNanos();
        int last = (int) ((endNanos - Traffic.nanos(0)) / 100_000_000);
        for (int cut = CALM; cut <= last; cut++) {
            var alerts = new ArrayList<AnomalyAlert>();
            OperatorSubtaskState checkpoint;
            try (var harness = open(settings(10))) {
                process(harness, windows.subList(0, cut));
                alerts.addAll(harness.extractOutputValues());
                checkpoint = harness.checkpoint();
            }
            try (var harness = newHarness(settings(10))) {
                restore(harness, checkpoint);
                // Those of before come once more: nothing of them is judged again.
                process(harness, windows.subList(cut - 3, windows.size()));
                assertThat(harness.metrics.countOf("repeatedWindows")).isEqualTo(3);
                alerts.addAll(harness.extractOutputValues());
            }
            assertThat(alerts).as("cut %d", cut).isEqualTo(undisturbed);
        }
        assertThat(undisturbed).extracting(AnomalyAlert::getIncident).containsOnly(0L);
        assertThat(undisturbed)
                .extracting(AnomalyAlert::getRevision)
                .containsExactlyElementsOf(IntStream.range(0, undisturbed.size()).boxed().toList());
    }

    @Test
    void shouldLeaveIncidentAsItIsWhenOldWindowsCome() throws Exception {
        List<PredictionError> windows = windows(1);
        List<AnomalyAlert> undisturbed;
        try (var harness = open(settings(10))) {
            process(harness, windows);
            undisturbed = harness.extractOutputValues();
        }
        try (var harness = open(settings(10))) {
            for (int i = 0; i < windows.size(); i++) {
                process(harness, windows.subList(i, i + 1));
                if (i >= CALM) {
                    // Calm ones, and odd ones: neither ends it nor makes it worse.
                    process(harness, List.of(windows.get(i - 60), windows.get(i - 1)));
                }
            }

            assertThat(harness.extractOutputValues()).isEqualTo(undisturbed);
        }
    }

    @Test
    void shouldEndOpenIncidentsWhereTheirFunctionsAreAfterScalingOutAndBack() throws Exception {
        int functions = 12;
        List<PredictionError> windows = windows(functions);
        List<AnomalyAlert> undisturbed;
        try (var harness = open(settings(functions))) {
            process(harness, windows);
            undisturbed = harness.extractOutputValues();
        }
        int out = functions * (CALM + 2);
        // In the middle of the incidents' ends: some end in two subtasks, some in one.
        int back = functions * middleEnd(undisturbed) + functions / 2;

        var alerts = new ArrayList<AnomalyAlert>();
        OperatorSubtaskState one;
        try (var harness = open(settings(functions))) {
            process(harness, windows.subList(0, out));
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo((long) functions);
            alerts.addAll(harness.extractOutputValues());
            one = harness.checkpoint();
        }
        OperatorSubtaskState two;
        try (var left = newHarness(settings(functions), 2, 0);
                var right = newHarness(settings(functions), 2, 1)) {
            restore(left, OperatorHarness.shareOf(one, 1, 2, 0));
            restore(right, OperatorHarness.shareOf(one, 1, 2, 1));
            for (PredictionError window : windows.subList(out, back)) {
                process(subtaskOf(window) == 0 ? left : right, List.of(window));
            }
            long endedLeft = ended(left.extractOutputValues());
            long endedRight = ended(right.extractOutputValues());
            assertThat(endedLeft).isPositive();
            assertThat(endedRight).isPositive();
            long open =
                    (long) left.metrics.valueOf("openIncidents")
                            + (long) right.metrics.valueOf("openIncidents");
            assertThat(open).isEqualTo(functions - endedLeft - endedRight).isPositive();
            alerts.addAll(left.extractOutputValues());
            alerts.addAll(right.extractOutputValues());
            two = OperatorHarness.repackageState(left.checkpoint(), right.checkpoint());
        }
        try (var harness = newHarness(settings(functions))) {
            restore(harness, OperatorHarness.shareOf(two, 2, 1, 0));
            process(harness, windows.subList(back, windows.size()));
            assertThat(harness.metrics.valueOf("openIncidents")).isEqualTo(0L);
            alerts.addAll(harness.extractOutputValues());
        }

        alerts.sort(Comparator.comparing(AnomalyAlert::getFunctionId));
        undisturbed.sort(Comparator.comparing(AnomalyAlert::getFunctionId));
        assertThat(alerts).isEqualTo(undisturbed);
    }

    @Test
    void shouldKeepDetectorWhenWarmUpChanges() throws Exception {
        List<PredictionError> windows = windows(1);
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings(10))) {
            process(harness, windows.subList(0, CALM));
            checkpoint = harness.checkpoint();
        }
        OperatorSettings longer =
                OperatorSettings.from(
                        new Configuration().set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, 5000));
        try (var harness = newHarness(longer)) {
            harness.initializeState(checkpoint);
            harness.open();
            process(harness, windows.subList(CALM, CALM + 2));

            assertThat(harness.extractOutputValues()).isNotEmpty();
        }
    }

    @Test
    void shouldEmitNothingWhileTrafficIsAsEver() throws Exception {
        try (var harness = open(settings(10))) {
            process(harness, windows(3).subList(0, 3 * CALM));

            assertThat(harness.getRecordOutput()).isEmpty();
        }
    }

    /** Calm windows, then some that cost forty times the bits in every head, then calm again. */
    private static List<PredictionError> windows(int functions) {
        var random = new SplittableRandom(3);
        var windows = new ArrayList<PredictionError>();
        for (int i = 0; i < CALM + 100; i++) {
            double factor = i >= CALM && i < CALM + 5 ? 40 : 1;
            for (int function = 0; function < functions; function++) {
                long count = 90L + random.nextInt(20);
                double bits = factor * (double) count * (1 + 0.1 * random.nextDouble());
                windows.add(
                        PredictionError.newBuilder()
                                .setFunctionId("device0/f" + function)
                                .setWindowStartNanos(Traffic.nanos(100L * i))
                                .setWindowEndNanos(Traffic.nanos(100L * (i + 1)))
                                .setElementCount(count)
                                .setByteCount(4096 * count)
                                .setOperationBits(0.2 * bits)
                                .setSizeBits(0.5 * bits)
                                .setDeltaBits(bits)
                                .setGapBits(1.5 * bits)
                                .build());
            }
        }
        return windows;
    }

    /** The round of windows in which half of the incidents have ended, or do so. */
    private static int middleEnd(List<AnomalyAlert> alerts) {
        long[] endsNanos =
                alerts.stream()
                        .filter(alert -> alert.getState() == AlertState.ENDED)
                        .mapToLong(AnomalyAlert::getWindowStartNanos)
                        .sorted()
                        .toArray();
        long windowNanos = Traffic.nanos(100) - Traffic.nanos(0);
        return (int) ((endsNanos[endsNanos.length / 2] - Traffic.nanos(0)) / windowNanos);
    }

    private static long ended(List<AnomalyAlert> alerts) {
        return alerts.stream().filter(alert -> alert.getState() == AlertState.ENDED).count();
    }

    private static int subtaskOf(PredictionError window) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                window.getFunctionId(), OperatorHarness.MAX_PARALLELISM, 2);
    }

    private static void restore(
            OperatorHarness<PredictionError, AnomalyAlert> harness, OperatorSubtaskState state)
            throws Exception {
        harness.initializeState(state);
        harness.open();
    }

    private static void process(
            OperatorHarness<PredictionError, AnomalyAlert> harness, List<PredictionError> windows)
            throws Exception {
        for (PredictionError window : windows) {
            harness.processElement(window, 0);
        }
    }

    private static OperatorSettings settings(int cacheFunctions) {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, WARM_UP)
                        .set(OperatorOptions.CACHE_FUNCTIONS, cacheFunctions));
    }

    private static OperatorHarness<PredictionError, AnomalyAlert> open(OperatorSettings settings)
            throws Exception {
        var harness = newHarness(settings);
        harness.open();
        return harness;
    }

    private static OperatorHarness<PredictionError, AnomalyAlert> newHarness(
            OperatorSettings settings) throws Exception {
        return newHarness(settings, 1, 0);
    }

    private static OperatorHarness<PredictionError, AnomalyAlert> newHarness(
            OperatorSettings settings, int parallelism, int subtask) throws Exception {
        return new OperatorHarness<>(
                new SettingsOperatorFactory<>(
                        settings, AnomalyOperator.class, AnomalyOperator::new),
                PredictionError::getFunctionId,
                parallelism,
                subtask);
    }
}

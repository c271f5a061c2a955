package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.RecordTypes;
import io.forebay.operators.Traffic;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Surprise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

/** A function that should send and does not, and what must not be taken for it. */
class SilenceTest {
    private static final String FUNCTION = "device0/f0";
    private static final int WARM_UP = 50;
    private static final int ACTIVE = 200;
    private static final int REPORTED = 5;

    @Test
    void shouldMissFunctionWhenOnlyTheClockGoesOn() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            assertThat(harness.extractOutputValues()).isEmpty();

            tick(harness, ACTIVE + 60);

            List<AnomalyAlert> alerts = harness.extractOutputValues();
            assertThat(alerts).isNotEmpty();
            AnomalyAlert start = alerts.get(0);
            assertThat(start.getState()).isEqualTo(AlertState.STARTED);
            assertThat(start.getSurprise()).isEqualTo(Surprise.SILENCE);
            assertThat(start.getKind()).isEqualTo(AlertKind.MALFUNCTION);
            assertThat(start.getSignature()).isEqualTo("stall");
            assertThat(start.getRevision()).isZero();
            assertThat(start.getIncidentStartNanos()).isEqualTo(Traffic.nanos(100L * ACTIVE));
            assertThat(start.getExplanation()).contains("has sent nothing since");
            assertThat(harness.metrics.countOf("silenceChecks")).isPositive();
        }
    }

    @Test
    void shouldMissFunctionWithLongPausesAfterAFewTimesTheLongest() throws Exception {
        try (var harness = open(settings())) {
            // Three windows in four are active, and now and then twelve in a row are not.
            int window = 0;
            for (int round = 0; round < 40; round++) {
                sendActive(harness, FUNCTION, window, window + 36);
                window += 48;
            }
            int silentFrom = window - 12;
            tick(harness, silentFrom + 12);
            assertThat(harness.extractOutputValues()).isEmpty();

            tick(harness, silentFrom + 200);

            List<AnomalyAlert> alerts = harness.extractOutputValues();
            assertThat(alerts).isNotEmpty();
            long silent = windowOf(alerts.get(0)) - silentFrom;
            assertThat(silent).isBetween(60L, 150L);
        }
    }

    @Test
    void shouldEndSilenceWhenTrafficComesBack() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            tick(harness, ACTIVE + 100);
            sendActive(harness, FUNCTION, ACTIVE + 100, ACTIVE + 200);

            List<AnomalyAlert> alerts = harness.extractOutputValues();
            AnomalyAlert end = alerts.get(alerts.size() - 1);
            assertThat(end.getState()).isEqualTo(AlertState.ENDED);
            assertThat(end.getSurprise()).isEqualTo(Surprise.SILENCE);
            assertThat(end.getExplanation()).contains("sent nothing from").contains("for 10 s");
            assertThat(alerts)
                    .extracting(AnomalyAlert::getRevision)
                    .containsExactlyElementsOf(IntStream.range(0, alerts.size()).boxed().toList());
            assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
        }
    }

    @Test
    void shouldNotMissFunctionWhileThePipelineStandsStill() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            // The wall clock goes on, the device's does not: nothing is known about the function.
            harness.setProcessingTime(Traffic.START_MILLIS + 3_600_000);

            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void shouldNotTakeBacklogAfterRestoreForSilence() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            checkpoint = harness.checkpoint();
        }
        try (var harness = newHarness(settings(), 1, 0)) {
            // An hour later by the wall clock, the job goes on where it was.
            harness.setProcessingTime(Traffic.START_MILLIS + 3_600_000);
            harness.initializeState(checkpoint);
            harness.open();
            sendActive(harness, FUNCTION, ACTIVE, 4 * ACTIVE);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void shouldMissFunctionAfterRestoreInTheMiddleOfItsSilence() throws Exception {
        List<AnomalyAlert> undisturbed;
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            tick(harness, ACTIVE + 60);
            sendActive(harness, FUNCTION, ACTIVE + 60, ACTIVE + 120);
            undisturbed = harness.extractOutputValues();
        }
        for (int cut = 0; cut < 60; cut += 7) {
            var alerts = new ArrayList<AnomalyAlert>();
            OperatorSubtaskState checkpoint;
            try (var harness = open(settings())) {
                sendActive(harness, FUNCTION, 0, ACTIVE);
                tick(harness, ACTIVE + cut);
                alerts.addAll(harness.extractOutputValues());
                checkpoint = harness.checkpoint();
            }
            try (var harness = newHarness(settings(), 1, 0)) {
                harness.initializeState(checkpoint);
                harness.open();
                tick(harness, ACTIVE + 60);
                sendActive(harness, FUNCTION, ACTIVE + 60, ACTIVE + 120);
                alerts.addAll(harness.extractOutputValues());
            }
            assertThat(alerts).as("cut %d", cut).isEqualTo(undisturbed).isNotEmpty();
        }
    }

    @Test
    void shouldMissFunctionsWhereTheyAreAfterScalingOut() throws Exception {
        int functions = 8;
        OperatorSubtaskState one;
        try (var harness = open(settings())) {
            for (int window = 0; window < ACTIVE; window++) {
                for (int i = 0; i < functions; i++) {
                    harness.processElement(active("device0/f" + i, window), 0);
                }
                tick(harness, window + 1);
            }
            one = harness.checkpoint();
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            try (var harness = newHarness(settings(), 2, subtask)) {
                harness.initializeState(OperatorHarness.shareOf(one, 1, 2, subtask));
                harness.open();
                tick(harness, ACTIVE + 60);
                int here = subtask;
                long expected =
                        IntStream.range(0, functions)
                                .filter(i -> subtaskOf("device0/f" + i) == here)
                                .count();
                assertThat(harness.extractOutputValues())
                        .filteredOn(alert -> alert.getState() == AlertState.STARTED)
                        .hasSize((int) expected)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void shouldSayNothingOfSilenceWhenTheInputEnds() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            harness.processWatermark(Watermark.MAX_WATERMARK);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void shouldNotMissFunctionBeforeItIsWarm() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, WARM_UP - 1);
            tick(harness, WARM_UP + 5_000);

            assertThat(harness.extractOutputValues()).isEmpty();
            // A silence of any length costs a timer now and then.
            assertThat(harness.metrics.countOf("silenceChecks")).isLessThan(100);
        }
    }

    @Test
    void shouldNotMissFunctionThatIsOftenSilent() throws Exception {
        try (var harness = open(settings())) {
            for (int window = 0; window < 10 * ACTIVE; window += 10) {
                sendActive(harness, FUNCTION, window, window + 1);
            }
            tick(harness, 10 * ACTIVE + 1_000);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void shouldLeaveOutWindowsThatComeAgain() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, ACTIVE);
            harness.processElement(active(FUNCTION, 17), 0);
            harness.processElement(active(FUNCTION, ACTIVE - 1), 0);

            assertThat(harness.metrics.countOf("repeatedWindows")).isEqualTo(2);
            assertThat(harness.metrics.countOf("windows")).isEqualTo(ACTIVE);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void shouldConfirmTheClockOfTheDeviceWithEachActiveWindow() throws Exception {
        try (var harness = open(settings())) {
            sendActive(harness, FUNCTION, 0, 3);

            assertThat(harness.sideValues(RecordTypes.DEVICE_CLOCK))
                    .extracting(CaptureRecords::eventTimeNanos)
                    .containsExactly(Traffic.nanos(100), Traffic.nanos(200), Traffic.nanos(300));
        }
    }

    private static long windowOf(AnomalyAlert alert) {
        return (alert.getWindowStartNanos() - Traffic.nanos(0)) / 100_000_000;
    }

    private static void sendActive(
            OperatorHarness<PredictionError, AnomalyAlert> harness,
            String function,
            int from,
            int to)
            throws Exception {
        for (int window = from; window < to; window++) {
            harness.processElement(active(function, window), 0);
            tick(harness, window + 1);
        }
    }

    private static PredictionError active(String function, int window) {
        double wobble = 1 + (window * 31 % 17) / 100.0;
        return PredictionError.newBuilder()
                .setFunctionId(function)
                .setWindowStartNanos(Traffic.nanos(100L * window))
                .setWindowEndNanos(Traffic.nanos(100L * (window + 1)))
                .setElementCount(20 + window % 3)
                .setByteCount(4096L * (20 + window % 3))
                .setOperationBits(2 * wobble)
                .setSizeBits(4 * wobble)
                .setDeltaBits(20 * wobble)
                .setGapBits(30 * wobble)
                .build();
    }

    /** The device's clock reaches the end of the window before this one, window by window. */
    private static void tick(OperatorHarness<PredictionError, AnomalyAlert> harness, int window)
            throws Exception {
        harness.processWatermark(new Watermark(Traffic.START_MILLIS + 100L * window - 1));
    }

    private static int subtaskOf(String function) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                function, OperatorHarness.MAX_PARALLELISM, 2);
    }

    private static OperatorSettings settings() {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.ANOMALY_WARM_UP_WINDOWS, WARM_UP)
                        .set(OperatorOptions.SILENT_WINDOWS, REPORTED));
    }

    private static OperatorHarness<PredictionError, AnomalyAlert> open(OperatorSettings settings)
            throws Exception {
        var harness = newHarness(settings, 1, 0);
        harness.open();
        return harness;
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

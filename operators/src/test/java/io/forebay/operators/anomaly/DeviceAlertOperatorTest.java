package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.forebay.operators.Golden;
import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;

class DeviceAlertOperatorTest {
    private static final OperatorSettings SETTINGS = OperatorSettings.defaults();

    private int revision;

    @Test
    void shouldPassAlertOfOneFunctionOn() throws Exception {
        try (var harness = open()) {
            send(harness, alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
            clock(harness, 11);
            send(harness, alert("f0", 30, AlertState.ENDED, Surprise.VOLUME));
            clock(harness, 31);

            assertThat(harness.extractOutputValues())
                    .extracting(AnomalyAlert::getFunctionId, AnomalyAlert::getDeviceIncident)
                    .containsExactly(tuple("device0/f0", null), tuple("device0/f0", null));
            assertThat(harness.metrics.countOf("deviceIncidents")).isZero();
            assertThat(harness.metrics.countOf("bottleneckAlerts")).isEqualTo(2);
        }
    }

    @Test
    void shouldMakeOneAlertOfFunctionsThatDeviateTogether() throws Exception {
        try (var harness = open()) {
            send(harness, alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
            send(harness, alert("f1", 10, AlertState.STARTED, Surprise.VOLUME));
            clock(harness, 11);
            send(harness, alert("f2", 13, AlertState.STARTED, Surprise.VOLUME));
            clock(harness, 14);
            send(harness, alert("f0", 20, AlertState.ENDED, Surprise.VOLUME));
            send(harness, alert("f1", 21, AlertState.ENDED, Surprise.VOLUME));
            send(harness, alert("f2", 22, AlertState.ENDED, Surprise.VOLUME));
            clock(harness, 25);

            List<AnomalyAlert> device = ofDevice(harness.extractOutputValues());
            assertThat(device)
                    .extracting(AnomalyAlert::getState)
                    .containsExactly(AlertState.STARTED, AlertState.ONGOING, AlertState.ENDED);
            assertThat(device.get(0).getMembers()).containsExactly("device0/f0", "device0/f1");
            assertThat(device.get(2).getMembers())
                    .containsExactly("device0/f0", "device0/f1", "device0/f2");
            assertThat(device.get(2).getKind()).isEqualTo(AlertKind.BOTTLENECK);
            assertThat(device.get(2).getExplanation())
                    .startsWith("device0: 3 functions left their usual traffic together from")
                    .contains("device0/f1");
            assertThat(device).extracting(AnomalyAlert::getRevision).containsExactly(0, 1, 2);
            List<AnomalyAlert> functions = new ArrayList<>(harness.extractOutputValues());
            functions.removeAll(device);
            assertThat(functions)
                    .hasSize(6)
                    .allMatch(alert -> alert.getDeviceIncident() == 0L)
                    .allMatch(alert -> alert.getMembers().isEmpty());
            assertThat(harness.metrics.countOf("deviceIncidents")).isEqualTo(1);
            assertThat(harness.metrics.countOf("linkedAlerts")).isEqualTo(6);
        }
    }

    @Test
    void shouldLeaveFunctionsApartThatStartFarApart() throws Exception {
        try (var harness = open()) {
            send(harness, alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
            clock(harness, 11);
            send(harness, alert("f1", 40, AlertState.STARTED, Surprise.VOLUME));
            clock(harness, 41);

            assertThat(ofDevice(harness.extractOutputValues())).isEmpty();
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void shouldKeepDevicesApart() throws Exception {
        try (var harness = open()) {
            send(harness, alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
            AnomalyAlert other = alert("f1", 10, AlertState.STARTED, Surprise.VOLUME);
            other.setFunctionId("device1/f1");
            send(harness, other);
            clock(harness, 11);

            assertThat(ofDevice(harness.extractOutputValues())).isEmpty();
        }
    }

    @Test
    void shouldNotBelieveSilenceWhileTheDeviceSaysNothing() throws Exception {
        try (var harness = open()) {
            tick(harness, 10);
            send(harness, alert("f0", 15, AlertState.STARTED, Surprise.SILENCE));
            // Other devices move the watermark; this one's clock stands still.
            clock(harness, 40);
            assertThat(harness.extractOutputValues()).isEmpty();

            tick(harness, 41);
            clock(harness, 42);

            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .satisfies(
                            alert -> {
                                assertThat(alert.getState()).isEqualTo(AlertState.STARTED);
                                assertThat(alert.getRevision()).isZero();
                            });
        }
    }

    @Test
    void shouldForgetSilenceThatEndedBeforeItWasBelieved() throws Exception {
        try (var harness = open()) {
            tick(harness, 10);
            gap(harness, 30);
            send(harness, alert("f0", 20, AlertState.STARTED, Surprise.SILENCE));
            clock(harness, 31);
            send(harness, alert("f0", 31, AlertState.ENDED, Surprise.SILENCE));
            tick(harness, 33);
            clock(harness, 60);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void shouldWaitAsLongAgainWhenPartOfTheCaptureIsLost() throws Exception {
        try (var harness = open()) {
            tick(harness, 10);
            gap(harness, 30);
            send(harness, alert("f0", 20, AlertState.STARTED, Surprise.SILENCE));
            clock(harness, 31);
            assertThat(harness.extractOutputValues()).isEmpty();

            for (int window = 31; window < 60; window++) {
                tick(harness, window);
                clock(harness, window);
            }

            // Silent for five windows before it was told, so for five after the gap.
            assertThat(harness.getRecordOutput())
                    .singleElement()
                    .satisfies(
                            record ->
                                    assertThat(record.getTimestamp())
                                            .isEqualTo(Traffic.START_MILLIS + 3_499));
        }
    }

    @Test
    void shouldGoOnAfterRestoreInTheMiddleOfAnIncident() throws Exception {
        List<AnomalyAlert> undisturbed;
        try (var harness = open()) {
            firstHalf(harness);
            secondHalf(harness);
            undisturbed = harness.extractOutputValues();
        }
        revision = 0;
        var alerts = new ArrayList<AnomalyAlert>();
        OperatorSubtaskState checkpoint;
        try (var harness = open()) {
            firstHalf(harness);
            alerts.addAll(harness.extractOutputValues());
            checkpoint = harness.checkpoint();
        }
        try (var harness = newHarness()) {
            harness.initializeState(checkpoint);
            harness.open();
            secondHalf(harness);
            alerts.addAll(harness.extractOutputValues());
        }

        assertThat(alerts).isEqualTo(undisturbed);
        assertThat(ofDevice(alerts)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void shouldWriteAndReadStateAsReleased() throws Exception {
        var serializer = new DeviceWatchSerializer(id -> SETTINGS.deviceAlerts());
        var watch = serializer.create("device0");
        watch.onClock(Traffic.nanos(1_000));
        watch.onGap(Traffic.nanos(1_200));
        watch.onAlert(alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
        watch.onAlert(alert("f1", 10, AlertState.STARTED, Surprise.ADDRESS));
        watch.onAlert(alert("f2", 10, AlertState.STARTED, Surprise.SILENCE));
        watch.onAlert(alert("f3", 20, AlertState.STARTED, Surprise.SIZE));
        watch.endWindow(Traffic.nanos(1_100), new ArrayList<>());
        assertThat(watch.isOpen()).isTrue();
        assertThat(watch.heldFunctions()).isEqualTo(1);

        byte[] bytes = serializer.write(watch);

        Golden.assertUnchanged("device-watch-v1", bytes);
        assertThat(serializer.write(serializer.read("device0", bytes))).isEqualTo(bytes);
    }

    private void firstHalf(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness)
            throws Exception {
        tick(harness, 10);
        send(harness, alert("f0", 10, AlertState.STARTED, Surprise.VOLUME));
        send(harness, alert("f1", 10, AlertState.STARTED, Surprise.VOLUME));
        send(harness, alert("f3", 12, AlertState.STARTED, Surprise.SILENCE));
        clock(harness, 14);
        send(harness, alert("f2", 14, AlertState.STARTED, Surprise.VOLUME));
    }

    private void secondHalf(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness)
            throws Exception {
        clock(harness, 16);
        tick(harness, 20);
        clock(harness, 20);
        send(harness, alert("f0", 20, AlertState.ENDED, Surprise.VOLUME));
        send(harness, alert("f1", 21, AlertState.ENDED, Surprise.VOLUME));
        send(harness, alert("f2", 22, AlertState.ENDED, Surprise.VOLUME));
        send(harness, alert("f3", 22, AlertState.ENDED, Surprise.SILENCE));
        clock(harness, 30);
    }

    private static List<AnomalyAlert> ofDevice(List<AnomalyAlert> alerts) {
        return alerts.stream().filter(alert -> !alert.getMembers().isEmpty()).toList();
    }

    private AnomalyAlert alert(String name, int window, AlertState state, Surprise surprise) {
        boolean isSilence = surprise == Surprise.SILENCE;
        return AnomalyAlert.newBuilder()
                .setFunctionId("device0/" + name)
                .setIncident(0)
                .setState(state)
                .setWindowStartNanos(Traffic.nanos(100L * window))
                .setWindowEndNanos(Traffic.nanos(100L * (window + 1)))
                .setSeverity(Severity.NOTICE)
                .setSurprise(surprise)
                .setScoreBits(20)
                .setObserved(0)
                .setExpected(10)
                .setExplanation(name)
                .setIncidentStartNanos(Traffic.nanos(100L * (isSilence ? window - 4 : window)))
                .setRevision(revision++)
                .setKind(isSilence ? AlertKind.MALFUNCTION : AlertKind.BOTTLENECK)
                .setSignature(isSilence ? "stall" : "burst")
                .build();
    }

    private static void send(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness,
            AnomalyAlert alert)
            throws Exception {
        harness.processElement(Either.Left(alert), 0);
    }

    private static void tick(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness, int window)
            throws Exception {
        harness.processElement(Either.Right(Traffic.tick("device0", 100L * window)), 0);
    }

    private static void gap(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness, int window)
            throws Exception {
        var gap = new CaptureGap("device0", Traffic.nanos(100L * window), 5L, 17L, false);
        harness.processElement(Either.Right(Traffic.capture(gap)), 0);
    }

    private static void clock(
            OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> harness, int window)
            throws Exception {
        harness.processWatermark(new Watermark(Traffic.START_MILLIS + 100L * window - 1));
    }

    private static OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> open()
            throws Exception {
        var harness = newHarness();
        harness.open();
        return harness;
    }

    private static OperatorHarness<Either<AnomalyAlert, CaptureRecord>, AnomalyAlert> newHarness()
            throws Exception {
        return new OperatorHarness<>(
                new SettingsOperatorFactory<>(
                        SETTINGS, DeviceAlertOperator.class, DeviceAlertOperator::new),
                DeviceAlertOperator::deviceOf);
    }
}

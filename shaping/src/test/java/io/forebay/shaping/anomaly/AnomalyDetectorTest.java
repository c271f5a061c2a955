package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Surprise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {
    @ParameterizedTest
    @CsvSource({
        "1, 120, 0.3",
        "2, 120, 0.1",
        "3, 20, 0.3",
        "4, 5, 0.5",
        "5, 1000, 0.05",
        "6, 2, 0.8",
        "7, 60, 1.0",
        "8, 300, 0.2"
    })
    void shouldRarelyAlertWhenTrafficIsStationary(long seed, double meanCount, double sigma) {
        var source = new WindowSource(seed);
        source.meanCount = meanCount;
        source.sigma = sigma;
        var detector = new AnomalyDetector(AnomalySettings.defaults());
        int started = 0;
        for (int i = 0; i < 20_000; i++) {
            AnomalyAlert alert = detector.observe(source.next());
            if (alert != null && alert.getState() == AlertState.STARTED) {
                started++;
                System.out.println(i + " " + alert.getExplanation() + " " + alert.getScoreBits());
            }
        }
        System.out.println("STATIONARY " + seed + " " + meanCount + " " + sigma + ": " + started);
        assertThat(started).isLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void shouldAlertWhenRateIsFiveTimesTheUsual(long seed) {
        assertStarts(seed, Surprise.VOLUME, s -> s.meanCount *= 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void shouldAlertWhenAddressesBecomeHardToPredict(long seed) {
        assertStarts(seed, Surprise.ADDRESS, s -> s.deltaBits += 6);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void shouldAlertWhenOperationsFlip(long seed) {
        assertStarts(seed, Surprise.OPERATION, s -> s.operationBits = 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void shouldAlertWhenFunctionFallsSilent(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(AnomalySettings.defaults());
        run(detector, source, 1000);
        var alerts = new ArrayList<AnomalyAlert>();
        for (int i = 0; i < 10; i++) {
            add(alerts, detector.observe(source.next(0)));
        }
        assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
        assertThat(alerts.get(0).getSurprise()).isEqualTo(Surprise.SILENCE);
        System.out.println(alerts);
    }

    private static void assertStarts(
            long seed, Surprise surprise, Consumer<WindowSource> injection) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(AnomalySettings.defaults());
        run(detector, source, 1000);
        injection.accept(source);
        List<AnomalyAlert> alerts = run(detector, source, 10);
        if (!alerts.isEmpty())
            System.out.println(
                    "DELAY "
                            + surprise
                            + " "
                            + seed
                            + " "
                            + (alerts.get(0).getWindowEndNanos() / 100000000L - 1000)
                            + " "
                            + alerts.get(0).getScoreBits());
        assertThat(alerts).isNotEmpty();
        assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
        assertThat(alerts.get(0).getSurprise()).isEqualTo(surprise);
    }

    private static List<AnomalyAlert> run(
            AnomalyDetector detector, WindowSource source, int windows) {
        var alerts = new ArrayList<AnomalyAlert>();
        for (int i = 0; i < windows; i++) {
            add(alerts, detector.observe(source.next()));
        }
        return alerts;
    }

    private static void add(List<AnomalyAlert> alerts, AnomalyAlert alert) {
        if (alert != null) {
            alerts.add(alert);
        }
    }
}

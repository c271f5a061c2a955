package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Severity;
import io.forebay.schemas.Surprise;
import io.forebay.shaping.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {
    private static final AnomalySettings SETTINGS = AnomalySettings.defaults();

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
        var detector = new AnomalyDetector(SETTINGS);
        int started = 0;
        for (int i = 0; i < 20_000; i++) {
            AnomalyAlert alert = detector.observe(source.next());
            if (alert != null && alert.getState() == AlertState.STARTED) {
                started++;
            }
        }
        assertThat(started).isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void shouldAlertInTheSecondWindowWhenRateIsThreeTimesTheUsual(long seed) {
        assertStarts(seed, 2, s -> s.meanCount *= 3, Surprise.VOLUME);
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 17, 18})
    void shouldAlertWithinTwoSecondsWhenRateIsTwoAndAHalfTimesTheUsual(long seed) {
        assertStarts(seed, 20, s -> s.meanCount *= 2.5, Surprise.VOLUME);
    }

    @ParameterizedTest
    @ValueSource(longs = {26, 27, 28})
    void shouldAlertWithinHalfASecondWhenElementsBecomeThreeTimesAsLong(long seed) {
        assertStarts(seed, 5, s -> s.unitBytes *= 3, Surprise.SIZE, Surprise.VOLUME);
    }

    @ParameterizedTest
    @ValueSource(longs = {36, 37, 38})
    void shouldAlertInTheSecondWindowWhenReadsBecomeWrites(long seed) {
        assertStarts(seed, 2, s -> s.swappedShare = 0.7, Surprise.OPERATION);
    }

    @ParameterizedTest
    @ValueSource(longs = {46, 47, 48})
    void shouldAlertInTheSecondWindowWhenAllRegionsAreNew(long seed) {
        assertStarts(seed, 2, s -> s.newRegionShare = 1, Surprise.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void shouldAlertWhenAddressesBecomeHardToPredict(long seed) {
        assertStarts(seed, 20, s -> s.deltaBits *= 25, Surprise.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void shouldAlertWhenOperationsFlip(long seed) {
        assertStarts(seed, 30, s -> s.operationBits *= 50, Surprise.OPERATION);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void shouldAlertWhenFunctionFallsSilent(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 1000);
        var alerts = new ArrayList<AnomalyAlert>();
        for (int i = 0; i < 60; i++) {
            int silent = i + 1;
            AnomalyAlert alert = detector.observe(source.next(0));
            if (alert != null && alerts.isEmpty()) {
                assertThat(silent).isBetween(10, 25);
            }
            add(alerts, alert);
        }
        assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
        assertThat(alerts.get(0).getSurprise()).isEqualTo(Surprise.SILENCE);
        assertThat(alerts.get(0).getObserved()).isZero();
        assertThat(alerts.get(0).getExpected()).isCloseTo(120, within(5.0));
        assertThat(alerts.get(0).getExplanation()).startsWith("nvme0/vf1: no requests for ");
        assertThat(alerts.get(alerts.size() - 1).getSeverity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void shouldAlertWhenSilenceShowsOnlyByMissingWindows() {
        var source = new WindowSource(44);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 1000);
        source.skip(40);
        AnomalyAlert alert = detector.observe(source.next(0));
        assertThat(alert.getSurprise()).isEqualTo(Surprise.SILENCE);
        assertThat(alert.getExplanation()).contains("no requests for 4.10 s");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void shouldNotAlertWhenFunctionIsIdleHalfOfTheTime(int runWindows) {
        var source = new WindowSource(45);
        var detector = new AnomalyDetector(SETTINGS);
        int silences = 0;
        for (int i = 0; i < 6000; i++) {
            boolean idle = i / runWindows % 2 == 1;
            AnomalyAlert alert = detector.observe(idle ? source.next(0) : source.next());
            silences += alert != null && alert.getSurprise() == Surprise.SILENCE ? 1 : 0;
        }
        source.skip(200);
        assertThat(detector.observe(source.next(0))).isNull();
        assertThat(silences).isZero();
    }

    @Test
    void shouldNotAlertWhenPausesAreUsual() {
        var source = new WindowSource(46);
        var detector = new AnomalyDetector(SETTINGS);
        int silences = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean idle = source.uniform() < 0.1;
            AnomalyAlert alert = detector.observe(idle ? source.next(0) : source.next());
            silences += alert != null && alert.getSurprise() == Surprise.SILENCE ? 1 : 0;
        }
        assertThat(silences).isLessThan(3);
    }

    @Test
    void shouldTellOneIncidentFromStartToEnd() {
        var source = new WindowSource(50);
        var detector = new AnomalyDetector(SETTINGS);
        assertThat(run(detector, source, 1000)).isEmpty();
        source.meanCount = 360;
        List<AnomalyAlert> alerts = run(detector, source, 2);
        source.meanCount = 900;
        alerts.addAll(run(detector, source, 10));
        source.meanCount = 120;
        alerts.addAll(run(detector, source, 60));
        assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
        assertThat(alerts)
                .extracting(AnomalyAlert::getSeverity)
                .isSorted()
                .last()
                .isEqualTo(Severity.CRITICAL);
        assertThat(alerts)
                .extracting(AnomalyAlert::getState)
                .startsWith(AlertState.STARTED, AlertState.ONGOING)
                .endsWith(AlertState.ENDED)
                .filteredOn(state -> state != AlertState.ONGOING)
                .hasSize(2);
        assertThat(alerts.get(0).getExplanation())
                .matches("nvme0/vf1: .*\\d.* in 100 ms where [\\d.]+( KiB)? are expected");
        AnomalyAlert end = alerts.get(alerts.size() - 1);
        assertThat(end.getObserved()).isBetween(end.getExpected() / 2, end.getExpected() * 2);
        assertThat(end.getExplanation()).contains("as predicted again after");
    }

    @Test
    void shouldAlertWhenAnswersSlowDownAndNotWhenTheySpeedUp() {
        var source = new WindowSource(58);
        var detector = new AnomalyDetector(SETTINGS);
        assertThat(run(detector, source, 1000)).isEmpty();
        source.responseNanos /= 50;
        source.deltaBits /= 50;
        assertThat(run(detector, source, 50)).isEmpty();
        source.responseNanos *= 5_000;
        AnomalyAlert alert = run(detector, source, 20).get(0);
        assertThat(alert.getSurprise()).isEqualTo(Surprise.TIMING);
        assertThat(alert.getExplanation()).contains("the usual time");
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73})
    void shouldAlertInItsWindowWhenASingleRequestIsThreeTimesAsLongAsAnyBefore(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        source.meanCount = 3;
        run(detector, source, 10_000);
        PredictionError window = source.next(1);
        window.setByteCount(3 * 8 * (long) source.unitBytes);
        AnomalyAlert alert = detector.observe(window);
        assertThat(alert).isNotNull();
        assertThat(alert.getSurprise()).isEqualTo(Surprise.SIZE);
    }

    @ParameterizedTest
    @ValueSource(longs = {74, 75, 76})
    void shouldAlertWhenALateAnswerComesInAWindowWithoutElements(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        source.meanCount = 0.7;
        run(detector, source, 4000);
        detector.observe(source.next(1));
        PredictionError window = source.next(0);
        window.setCompletionCount(1);
        window.setResponseNanosSum(100 * source.responseNanos);
        window.setLeastResponseNanos(100 * source.responseNanos);
        AnomalyAlert alert = detector.observe(window);
        assertThat(alert).isNotNull();
        assertThat(alert.getSurprise()).isEqualTo(Surprise.TIMING);
        assertThat(alert.getObserved()).isEqualTo(100.0 * source.responseNanos);
    }

    @Test
    void shouldLearnHowAnswersUsuallyComeInWindowsWithoutElements() {
        var source = new WindowSource(77);
        var detector = new AnomalyDetector(SETTINGS);
        source.meanCount = 60;
        int started = 0;
        for (int i = 0; i < 6000; i++) {
            AnomalyAlert alert = detector.observe(source.next());
            started += alert != null && alert.getState() == AlertState.STARTED ? 1 : 0;
            // What comes last is answered late, in a window of its own.
            PredictionError window = source.next(0);
            window.setCompletionCount(1);
            long nanos = (long) (100 * source.responseNanos * (1 + source.uniform()));
            window.setResponseNanosSum(nanos);
            window.setLeastResponseNanos(nanos);
            alert = detector.observe(window);
            started += alert != null && alert.getState() == AlertState.STARTED ? 1 : 0;
        }
        assertThat(started).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {78, 79, 80})
    void shouldNotTakeAnswersToLongRequestsForLateOnesOfAShortOne(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        int started = 0;
        for (int i = 0; i < 4000; i++) {
            boolean isLong = i % 4 == 0;
            long count = 1 + (long) (20 * source.uniform());
            PredictionError window = source.next(count);
            window.setByteCount(count * (isLong ? 1L << 20 : 4096));
            if (isLong) {
                window.setResponseNanosSum(50 * window.getResponseNanosSum());
                window.setLeastResponseNanos(50 * window.getLeastResponseNanos());
            }
            if (i == 3905) {
                // Three of the long requests before are answered after this short one.
                window = source.next(1);
                window.setByteCount(4096);
                window.setCompletionCount(4);
                window.setResponseNanosSum(4 * 50 * source.responseNanos);
            }
            AnomalyAlert alert = detector.observe(window);
            started += alert != null && alert.getState() == AlertState.STARTED ? 1 : 0;
        }
        assertThat(started).isZero();
    }

    @Test
    void shouldNotLearnIncidentAsNormalAtOnce() {
        var source = new WindowSource(51);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 1000);
        source.meanCount = 600;
        run(detector, source, 5);
        for (int i = 0; i < 20; i++) {
            detector.observe(source.next());
            assertThat(detector.lastScoreBits()).isGreaterThan(SETTINGS.clearBits());
        }
    }

    @Test
    void shouldEndIncidentWhenTheNewLevelStays() {
        var source = new WindowSource(52);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 1000);
        source.meanCount = 600;
        List<AnomalyAlert> alerts = run(detector, source, 2000);
        assertThat(alerts.get(alerts.size() - 1).getState()).isEqualTo(AlertState.ENDED);
        assertThat(alerts).filteredOn(a -> a.getState() == AlertState.STARTED).hasSizeLessThan(4);
    }

    @Test
    void shouldKeepQuietWhileWarmingUp() {
        var source = new WindowSource(53);
        var detector = new AnomalyDetector(SETTINGS);
        for (int i = 0; i < SETTINGS.warmUpWindows(); i++) {
            source.meanCount = i % 10 == 9 ? 10_000 : 10;
            assertThat(detector.observe(source.next())).isNull();
            assertThat(detector.lastScoreBits()).isZero();
        }
    }

    @Test
    void shouldPassOverFiguresWhenTheyAreNotNumbers() {
        var source = new WindowSource(54);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 3000);
        for (int i = 0; i < 50; i++) {
            PredictionError window = source.next();
            window.setDeltaBits(Double.NaN);
            window.setGapBits(Double.POSITIVE_INFINITY);
            window.setSizeBits(Double.NEGATIVE_INFINITY);
            assertThat(detector.observe(window)).isNull();
            assertThat(detector.lastScoreBits()).isFinite();
        }
        source.deltaBits = 100;
        assertThat(run(detector, source, 30)).isNotEmpty();
    }

    @Test
    void shouldContinueBitForBitAfterRestoreWhereverItIsCut() {
        for (int cut : new int[] {0, 50, 100, 400, 1005, 1030}) {
            var source = new WindowSource(55);
            var copySource = new WindowSource(55);
            var detector = new AnomalyDetector(SETTINGS);
            observeStory(detector, source, 0, cut);
            observeStory(new AnomalyDetector(SETTINGS), copySource, 0, cut);
            var restored = AnomalyDetector.fromBytes(SETTINGS, detector.toBytes());
            List<AnomalyAlert> original = observeStory(detector, source, cut, 1400);
            assertThat(observeStory(restored, copySource, cut, 1400)).isEqualTo(original);
            assertThat(original).isNotEmpty();
            assertThat(restored.toBytes()).isEqualTo(detector.toBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3, 20", "0.8, 20"})
    void shouldKeepSnapshotsSmall(double sigma, int kibibytes) {
        var source = new WindowSource(56);
        source.sigma = sigma;
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 20_000);
        assertThat(detector.toBytes()).hasSizeLessThan(kibibytes * 1024);
    }

    @Test
    void shouldKeepReleasedFormat() {
        var settings = new AnomalySettings(10, 16, 8, 10);
        var detector = new AnomalyDetector(settings);
        observeStory(detector, new WindowSource(57), 0, 40);
        byte[] golden = Golden.bytes("anomaly-detector-v1.hex");
        assertThat(HexFormat.of().formatHex(detector.toBytes()))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(AnomalyDetector.fromBytes(settings, golden).toBytes()).isEqualTo(golden);
    }

    @Test
    void shouldRefuseSnapshotWhenItDoesNotFit() {
        byte[] snapshot = new AnomalyDetector(SETTINGS).toBytes();
        assertThatThrownBy(() -> AnomalyDetector.fromBytes(SETTINGS, Arrays.copyOf(snapshot, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=9");
        snapshot[0] = 77;
        assertThatThrownBy(() -> AnomalyDetector.fromBytes(SETTINGS, snapshot))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=77");
    }

    @ParameterizedTest
    @CsvSource({
        "9, 16, 8, 10, warmUpWindows=9",
        "100, 0, 8, 10, alertBits=0.0",
        "100, 16, 17, 10, clearBits=17.0",
        "100, 16, 8, 0, clearWindows=0"
    })
    void shouldRefuseSettingsWhenOutOfRange(
            int warmUp, double alert, double clear, int windows, String named) {
        assertThatThrownBy(() -> new AnomalySettings(warmUp, alert, clear, windows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    /** A surge, a silence and pauses, by window number. */
    private static List<AnomalyAlert> observeStory(
            AnomalyDetector detector, WindowSource source, int from, int to) {
        var alerts = new ArrayList<AnomalyAlert>();
        for (int i = from; i < to; i++) {
            source.meanCount = i >= 1000 && i < 1020 ? 700 : 120;
            boolean silent = (i >= 1200 && i < 1210) || i % 37 == 36;
            add(alerts, detector.observe(silent ? source.next(0) : source.next()));
        }
        return alerts;
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void shouldSeldomAlertWhenLoadWanders(long seed) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        double level = 0;
        int started = 0;
        for (int i = 0; i < 20_000; i++) {
            level = 0.98 * level + 0.2 * 0.3 * source.gaussian();
            source.meanCount = 120 * StrictMath.exp(level);
            AnomalyAlert alert = detector.observe(source.next());
            started += alert != null && alert.getState() == AlertState.STARTED ? 1 : 0;
        }
        assertThat(started).isLessThan(3);
    }

    private static void assertStarts(
            long seed, int windows, Consumer<WindowSource> injection, Surprise... surprises) {
        var source = new WindowSource(seed);
        var detector = new AnomalyDetector(SETTINGS);
        run(detector, source, 3000);
        injection.accept(source);
        List<AnomalyAlert> alerts = run(detector, source, windows);
        assertThat(alerts).isNotEmpty();
        assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
        assertThat(alerts.get(0).getSurprise()).isIn((Object[]) surprises);
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

package io.forebay.shaping.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.PredictionError;
import io.forebay.shaping.anomaly.AnomalySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The alerts of one function: what they name, and how an incident goes. */
class FunctionWatchTest {
    private static final String FUNCTION = "nvme0/vf1";
    private static final long WINDOW_NANOS = 100_000_000;
    private static final int CALM = 400;
    private static final int ODD = 8;

    /** More sensitive than a job's, as there is no day of windows to be right about. */
    private static final AnomalySettings SETTINGS = new AnomalySettings(200, 12, 6, 10);

    @Test
    void shouldNameResponseTimesWhenAnswersTakeLong() {
        List<AnomalyAlert> alerts =
                alerts(window -> window.setResponseNanosSum(50 * window.getResponseNanosSum()));

        AnomalyAlert start = alerts.get(0);
        assertThat(start.getFeature()).isEqualTo("response-nanos");
        assertThat(start.getSignature()).isEqualTo("slow-responses");
        assertThat(start.getKind()).isEqualTo(AlertKind.BOTTLENECK);
        assertThat(start.getObserved()).isGreaterThan(10 * start.getExpected());
        assertThat(start.getExplanation())
                .startsWith(FUNCTION + " waits ")
                .contains(" for an answer since ", "looks like a bottleneck of the device");
    }

    @Test
    void shouldNameSilenceWhenNothingComes() {
        List<AnomalyAlert> alerts =
                alerts(
                        window -> {
                            window.setElementCount(0);
                            window.setByteCount(0);
                            window.setReadCount(0);
                            window.setReadBytes(0);
                            window.setCompletionCount(0);
                            window.setResponseNanosSum(0);
                        });

        assertThat(alerts.get(0).getFeature()).isEqualTo("silence");
        assertThat(alerts.get(0).getSignature()).isEqualTo("stall");
    }

    @Test
    void shouldNameOneFeatureInEachAlertWhenAFunctionScans() {
        List<AnomalyAlert> alerts = alerts(FunctionWatchTest::scan);

        assertThat(alerts).extracting(AnomalyAlert::getFeature).doesNotContain("");
        assertThat(alerts).extracting(AnomalyAlert::getSignature).containsOnly("scan");
    }

    @Test
    void shouldTellOneIncidentFromStartToEnd() {
        List<AnomalyAlert> alerts = alerts(FunctionWatchTest::scan);

        assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
        assertThat(alerts.get(alerts.size() - 1).getState()).isEqualTo(AlertState.ENDED);
        assertThat(alerts.subList(1, alerts.size() - 1))
                .allMatch(alert -> alert.getState() == AlertState.ONGOING);
        assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
        assertThat(alerts)
                .extracting(AnomalyAlert::getRevision)
                .containsExactlyElementsOf(IntStream.range(0, alerts.size()).boxed().toList());
    }

    @Test
    void shouldTakeBackAtTheEndWhatTheWholeDidNotLookLike() {
        var appearance = new Appearance();
        for (int i = 0; i < CALM; i++) {
            appearance.learn(calm(i), 1);
        }
        PredictionError burst = calm(CALM);
        burst.setElementCount(5 * burst.getElementCount());
        burst.setByteCount(5 * burst.getByteCount());
        burst.setReadCount(burst.getElementCount());
        burst.setReadBytes(burst.getByteCount());
        appearance.begin(burst);
        appearance.add(burst);
        assertThat(appearance.look()).isTrue();
        assertThat(appearance.signature()).isEqualTo(Signature.BURST);

        for (int i = 1; i < 20; i++) {
            appearance.add(calm(CALM + i));
            assertThat(appearance.look()).isFalse();
        }
        assertThat(appearance.signature()).isEqualTo(Signature.BURST);
        appearance.conclude();

        assertThat(appearance.signature()).isEqualTo(Signature.UNFAMILIAR);
        assertThat(appearance.sentence(FUNCTION, true)).doesNotContain("looks like");
    }

    @Test
    void shouldNotTakeAPauseAfterALateAnswerForPartOfTheIncident() {
        var windows = new ArrayList<PredictionError>();
        for (int i = 0; i < 2 * CALM; i += 2) {
            windows.add(calm(i));
        }
        PredictionError late = calm(2 * CALM);
        late.setElementCount(0);
        late.setByteCount(0);
        late.setCompletionCount(1);
        late.setResponseNanosSum(20_000_000);
        windows.add(late);
        for (int i = 0; i < 20; i++) {
            windows.add(calm(2 * CALM + 32 + 2 * i));
        }
        var alerts = new ArrayList<AnomalyAlert>();
        observe(new FunctionWatch(SETTINGS), windows, alerts);

        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(0).getSignature()).isEqualTo("slow-responses");
        assertThat(alerts.get(1).getState()).isEqualTo(AlertState.ENDED);
        assertThat(alerts.get(1).getExplanation()).contains(" for 100 ms");
    }

    @Test
    void shouldGoOnBitForBitWhenRestoredAnywhere() {
        List<AnomalyAlert> undisturbed = alerts(FunctionWatchTest::scan);
        for (int cut : new int[] {100, CALM, CALM + 1, CALM + ODD, CALM + ODD + 3}) {
            var alerts = new ArrayList<AnomalyAlert>();
            var watch = new FunctionWatch(SETTINGS);
            List<PredictionError> windows = windows(FunctionWatchTest::scan);
            observe(watch, windows.subList(0, cut), alerts);
            FunctionWatch restored = FunctionWatch.fromBytes(SETTINGS, watch.toBytes());
            observe(restored, windows.subList(cut, windows.size()), alerts);

            assertThat(alerts).as("cut %d", cut).isEqualTo(undisturbed);
        }
    }

    private static void scan(PredictionError window) {
        window.setElementCount(200);
        window.setByteCount(200 * 65_536);
        window.setReadCount(200);
        window.setReadBytes(200 * 65_536);
        window.setNewRegionCount(200);
        window.setDeltaBits(2_000);
    }

    private static List<AnomalyAlert> alerts(Consumer<PredictionError> change) {
        var alerts = new ArrayList<AnomalyAlert>();
        observe(new FunctionWatch(SETTINGS), windows(change), alerts);
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    private static void observe(
            FunctionWatch watch, List<PredictionError> windows, List<AnomalyAlert> out) {
        for (PredictionError window : windows) {
            AnomalyAlert alert = watch.observe(window);
            if (alert != null) {
                out.add(alert);
            }
        }
    }

    /** Calm windows, some that are changed, calm ones. */
    private static List<PredictionError> windows(Consumer<PredictionError> change) {
        var windows = new ArrayList<PredictionError>();
        for (int i = 0; i < CALM + ODD + 60; i++) {
            PredictionError window = calm(i);
            if (i >= CALM && i < CALM + ODD) {
                change.accept(window);
            }
            windows.add(window);
        }
        return windows;
    }

    private static PredictionError calm(int index) {
        var random = new SplittableRandom(index);
        long count = 18L + random.nextInt(5);
        double wobble = 0.9 + 0.2 * random.nextDouble();
        return PredictionError.newBuilder()
                .setFunctionId(FUNCTION)
                .setWindowStartNanos(index * WINDOW_NANOS)
                .setWindowEndNanos((index + 1) * WINDOW_NANOS)
                .setElementCount(count)
                .setByteCount(count * 4_096)
                .setReadCount(count)
                .setReadBytes(count * 4_096)
                .setOperationBits(0.1 * wobble * (double) count)
                .setSizeBits(0.3 * wobble * (double) count)
                .setDeltaBits(wobble * (double) count)
                .setGapBits(2 * wobble * (double) count)
                .setCompletionCount(count)
                .setResponseNanosSum((long) (count * 90_000 * wobble))
                .build();
    }
}

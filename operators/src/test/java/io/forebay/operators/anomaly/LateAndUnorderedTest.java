package io.forebay.operators.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.Traffic;
import io.forebay.schemas.AlertState;
import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Elements that come late or out of order, from the operator that predicts to the alerts. */
class LateAndUnorderedTest {
    private static final String FUNCTION = "device0/volume0";
    private static final int CALM = 250;
    private static final int SCAN_END = CALM + 6;
    private static final int END = SCAN_END + 60;
    private static final int SCANNED = 200;
    private static final long STRIDE_BYTES = 4L << 20;

    @Test
    void shouldTellOneIncidentWhenElementsComeInOrder() throws Exception {
        try (var chain = WatchChain.open()) {
            for (int window = 0; window < END; window++) {
                chain.elements(elements(window));
                chain.advanceTo(window + 1);
            }

            List<AnomalyAlert> alerts = chain.alerts();
            assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
            assertThat(alerts)
                    .extracting(AnomalyAlert::getRevision)
                    .containsExactlyElementsOf(IntStream.range(0, alerts.size()).boxed().toList());
            assertThat(alerts.get(0).getState()).isEqualTo(AlertState.STARTED);
            assertThat(alerts.get(0).getIncidentStartNanos()).isEqualTo(Traffic.nanos(100L * CALM));
            assertThat(alerts.subList(1, alerts.size() - 1))
                    .allMatch(alert -> alert.getState() == AlertState.ONGOING);
            AnomalyAlert end = alerts.get(alerts.size() - 1);
            assertThat(end.getState()).isEqualTo(AlertState.ENDED);
            assertThat(end.getSignature()).isEqualTo("scan");
            assertThat(end.getFeature()).isNotEmpty();
        }
    }

    @Test
    void shouldTellTheSameIncidentWhenElementsComeOutOfOrder() throws Exception {
        var random = new Random(5);
        try (var chain = WatchChain.open()) {
            for (int window = 0; window < END; window += 2) {
                // Two windows at once, each among the other: all before the watermark.
                var both = new ArrayList<>(elements(window));
                both.addAll(elements(window + 1));
                for (int from = 0; from < both.size(); from += 8) {
                    Collections.shuffle(
                            both.subList(from, Math.min(both.size(), from + 8)), random);
                }
                chain.elements(both);
                chain.advanceTo(window + 2);
            }

            List<AnomalyAlert> alerts = chain.alerts();
            assertThat(chain.late()).isEmpty();
            assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
            assertThat(alerts.get(0).getIncidentStartNanos()).isEqualTo(Traffic.nanos(100L * CALM));
            AnomalyAlert end = alerts.get(alerts.size() - 1);
            assertThat(end.getState()).isEqualTo(AlertState.ENDED);
            assertThat(end.getSignature()).isEqualTo("scan");
        }
    }

    @Test
    void shouldJudgeNothingThatComesAfterItsWindow() throws Exception {
        List<AnomalyAlert> undisturbed = undisturbed();
        try (var chain = WatchChain.open()) {
            long late = 0;
            for (int window = 0; window < END; window++) {
                chain.elements(elements(window));
                chain.advanceTo(window + 1);
                if (window % 50 == 30) {
                    // A whole scan, after the windows it would have been seen in.
                    List<TrafficElement> scan = scan(window - 3, 1_000_000L * window);
                    chain.elements(scan);
                    late += scan.size();
                }
            }

            assertThat(chain.late()).hasSize((int) late);
            assertThat(chain.alerts()).isEqualTo(undisturbed);
        }
    }

    @Test
    void shouldJudgeWhatCameInTimeWhenHalfOfAScanIsLate() throws Exception {
        try (var chain = WatchChain.open()) {
            for (int window = 0; window < END; window++) {
                List<TrafficElement> all = elements(window);
                List<TrafficElement> late =
                        isScan(window) ? all.subList(0, all.size() / 2) : List.of();
                chain.elements(all.subList(late.size(), all.size()));
                chain.advanceTo(window + 1);
                chain.elements(late);
            }

            assertThat(chain.late()).isNotEmpty();
            List<AnomalyAlert> alerts = chain.alerts();
            assertThat(alerts).extracting(AnomalyAlert::getIncident).containsOnly(0L);
            assertThat(alerts.get(0).getIncidentStartNanos()).isEqualTo(Traffic.nanos(100L * CALM));
            assertThat(alerts.get(alerts.size() - 1).getSignature()).isEqualTo("scan");
        }
    }

    @Test
    void shouldStaySilentWhenOnlyLateElementsCome() throws Exception {
        int back = CALM + 60;
        List<AnomalyAlert> undisturbed = stalled(back, false);
        List<AnomalyAlert> disturbed = stalled(back, true);

        assertThat(disturbed).isEqualTo(undisturbed);
        assertThat(disturbed.get(0).getSignature()).isEqualTo("stall");
        assertThat(disturbed.get(disturbed.size() - 1).getState()).isEqualTo(AlertState.ENDED);
        assertThat(disturbed.get(disturbed.size() - 1).getExplanation()).contains("for 6 s");
    }

    /** Nothing from {@link #CALM} on until a window; late elements in between, if wanted. */
    private static List<AnomalyAlert> stalled(int back, boolean withLate) throws Exception {
        try (var chain = WatchChain.open()) {
            for (int window = 0; window < back + 40; window++) {
                if (window < CALM || window >= back) {
                    chain.elements(calm(window));
                }
                chain.advanceTo(window + 1);
                if (withLate && window >= CALM + 2 && window < back) {
                    chain.elements(calm(window - 2));
                }
            }
            assertThat(chain.late().isEmpty()).isNotEqualTo(withLate);
            return chain.alerts();
        }
    }

    @Test
    void shouldGoOnAfterRestoreAnywhereInAnIncidentWhenElementsComeLate() throws Exception {
        List<AnomalyAlert> undisturbed = undisturbed();
        for (int cut : new int[] {CALM - 1, CALM + 1, CALM + 4, SCAN_END, SCAN_END + 5, END - 5}) {
            var alerts = new ArrayList<AnomalyAlert>();
            WatchChain.Checkpoint checkpoint;
            try (var chain = WatchChain.open()) {
                run(chain, 0, cut);
                alerts.addAll(chain.alerts());
                checkpoint = chain.checkpoint();
            }
            try (var chain = WatchChain.restore(checkpoint)) {
                // A watermark that is known again tells them from elements in time.
                chain.advanceTo(cut);
                chain.elements(scan(cut - 2, 77_000_000));
                run(chain, cut, END);
                alerts.addAll(chain.alerts());
                assertThat(chain.late()).hasSize(SCANNED);
            }
            assertThat(alerts).as("cut %d", cut).isEqualTo(undisturbed);
        }
    }

    private static List<AnomalyAlert> undisturbed() throws Exception {
        try (var chain = WatchChain.open()) {
            run(chain, 0, END);
            assertThat(chain.alerts()).isNotEmpty();
            return chain.alerts();
        }
    }

    private static void run(WatchChain chain, int from, int to) throws Exception {
        for (int window = from; window < to; window++) {
            chain.elements(elements(window));
            chain.advanceTo(window + 1);
        }
    }

    private static boolean isScan(int window) {
        return window >= CALM && window < SCAN_END;
    }

    private static List<TrafficElement> elements(int window) {
        return isScan(window) ? scan(window, 1_000_000L * window) : calm(window);
    }

    /** Some twenty reads one after the other in a file of 4 MiB. */
    private static List<TrafficElement> calm(int window) {
        var elements = new ArrayList<TrafficElement>();
        int count = 18 + window * 7 % 5;
        for (int i = 0; i < count; i++) {
            long sequence = 100L * window + i;
            long address = sequence * 4096 % (4 << 20);
            elements.add(element(sequence, 100L * window + 4L * i, address));
        }
        return elements;
    }

    /** Reads all over the device. */
    private static List<TrafficElement> scan(int window, long firstSequence) {
        var elements = new ArrayList<TrafficElement>();
        for (int i = 0; i < SCANNED; i++) {
            long address = STRIDE_BYTES * (10 + firstSequence % 100_000 + i);
            elements.add(element(firstSequence + i, 100L * window + i / 2, address));
        }
        return elements;
    }

    private static TrafficElement element(long sequence, long millis, long address) {
        return Traffic.element(FUNCTION, sequence, millis, Operation.READ, address, 4096);
    }
}

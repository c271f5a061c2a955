package io.forebay.shaping.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {
    private static final long WINDOW_NANOS = 100_000_000;

    private static String sentence(String feature, double observed, double expected) {
        var facts = new IncidentFacts();
        facts.startNanos = 61_200_000_000L;
        facts.endNanos = facts.startNanos + 3 * WINDOW_NANOS;
        facts.windowNanos = WINDOW_NANOS;
        facts.windows = 3;
        facts.feature = feature;
        facts.observed = observed;
        facts.expected = expected;
        return Sentences.ofFunction("nvme0/vf1", facts, new UsualTraffic(), true);
    }

    @Test
    void shouldTellBitsWhenRequestsCameAtOddTimes() {
        assertThat(sentence("gap-bits", 9, 2))
                .isEqualTo(
                        "nvme0/vf1 sent at times that its past does not foretell from 00:01:01.2"
                                + " for 300 ms (9 bits per request where 2 are usual)");
    }

    @Test
    void shouldTellDurationsWhenAnswersTookLong() {
        assertThat(sentence("response-nanos", 1_235_417, 213_330))
                .isEqualTo(
                        "nvme0/vf1 waited 1.24 ms for an answer from 00:01:01.2 for 300 ms,"
                                + " where 213 µs is usual");
    }

    @Test
    void shouldTellShortAnswersAsDurations() {
        assertThat(sentence("response-nanos", 900, 300)).contains("waited 0.90 µs");
    }

    @Test
    void shouldTellRequestsWhenTheirNumberSurprised() {
        assertThat(sentence("new-regions", 40, 1))
                .isEqualTo(
                        "nvme0/vf1 sent 40 requests where it had not been lately at its worst from"
                                + " 00:01:01.2 for 300 ms, where 1 is usual");
    }

    @Test
    void shouldTellTurnedOperationsWithoutAFigureWhenTheyWereSwapped() {
        assertThat(sentence("swapped", 0.9, 0.1))
                .isEqualTo(
                        "nvme0/vf1 read where it writes, or the other way round, from 00:01:01.2"
                                + " for 300 ms");
        assertThat(sentence("least-response-nanos", 4_000_000, 80_000)).contains("waited 4 ms");
    }

    @Test
    void shouldClaimNothingWhenTheWriterNamedNoFeature() {
        assertThat(sentence("", 9, 2))
                .isEqualTo("nvme0/vf1 left its usual traffic from 00:01:01.2 for 300 ms");
    }
}

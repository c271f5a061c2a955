package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbabilityMapTest {
    private static final float LOG_ODDS = -9.4f;

    @Test
    void shouldStayAboveSubnormalNumbersWhenTheBitNeverComes() {
        var map = new ProbabilityMap(1);
        for (int i = 0; i < 100_000; i++) {
            map.refine(0, LOG_ODDS);
            map.update(0);
        }

        assertThat(map.refine(0, LOG_ODDS)).isBetween(1e-10f, 1e-5f);
    }

    @Test
    void shouldGiveWhatCameWhenTheMixtureIsWrong() {
        var map = new ProbabilityMap(2);
        for (int i = 0; i < 10_000; i++) {
            map.refine(1, LOG_ODDS);
            map.update(i % 4 == 0 ? 1 : 0);
        }

        assertThat(map.refine(1, LOG_ODDS)).isBetween(0.2f, 0.3f);
        assertThat(map.refine(0, LOG_ODDS)).isLessThan(0.001f);
    }
}

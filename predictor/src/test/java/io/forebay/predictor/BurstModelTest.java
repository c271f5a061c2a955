package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BurstModelTest {
    private static final long SHORT_GAP = 10_000;
    private static final long LONG_GAP = 50_000_000;
    private static final double REQUEST = 65_536;

    /** A burst of equal requests; the first follows a long gap. */
    private static void burst(BurstModel model, int operation, int requests) {
        for (int i = 0; i < requests; i++) {
            model.add(i == 0 ? LONG_GAP : SHORT_GAP, operation, 7, REQUEST);
        }
    }

    @Test
    void shouldExpectRestOfUsualBurstWhenBurstsAreAlike() {
        var model = new BurstModel();
        for (int i = 0; i < 50; i++) {
            burst(model, 0, 16);
        }
        model.add(LONG_GAP, 0, 7, REQUEST);
        assertThat(model.remainingBytes()).isCloseTo(15 * REQUEST, within(1.0));
        for (int i = 0; i < 15; i++) {
            model.add(SHORT_GAP, 0, 7, REQUEST);
        }
        assertThat(model.remainingBytes()).isCloseTo(0, within(1.0));
    }

    @Test
    void shouldTellContextsApartWhenReadsComeInLongerBursts() {
        var model = new BurstModel();
        for (int i = 0; i < 60; i++) {
            burst(model, i % 2, i % 2 == 0 ? 32 : 2);
        }
        model.add(LONG_GAP, 0, 7, REQUEST);
        double read = model.remainingBytes();
        burst(model, 0, 31);
        model.add(LONG_GAP, 1, 7, REQUEST);
        double write = model.remainingBytes();
        assertThat(read).isGreaterThan(20 * REQUEST);
        assertThat(write).isLessThan(6 * REQUEST);
    }

    @Test
    void shouldExpectAsMuchAgainWhenNothingIsKnown() {
        var model = new BurstModel();
        assertThat(model.remainingBytes()).isZero();
        model.add(0, 0, 7, REQUEST);
        assertThat(model.remainingBytes()).isEqualTo(REQUEST);
        model.add(SHORT_GAP, 0, 7, REQUEST);
        assertThat(model.remainingBytes()).isEqualTo(2 * REQUEST);
    }

    @Test
    void shouldExpectMoreWhenBurstOutgrowsSmallOnes() {
        var model = new BurstModel();
        for (int i = 0; i < 90; i++) {
            burst(model, 0, i % 3 == 0 ? 64 : 1);
        }
        model.add(LONG_GAP, 0, 7, REQUEST);
        double early = model.remainingBytes();
        for (int i = 0; i < 3; i++) {
            model.add(SHORT_GAP, 0, 7, REQUEST);
        }
        assertThat(early).isLessThan(model.remainingBytes());
        assertThat(model.remainingBytes()).isCloseTo(60 * REQUEST, within(REQUEST));
    }
}

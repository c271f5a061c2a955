package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class LogisticTest {
    @Property
    void shouldMatchExponentialWhenArgumentIsInRange(
            @ForAll @FloatRange(min = -80, max = 80) float x) {
        double expected = StrictMath.exp(x);
        // The argument's own rounding costs up to |x| units in the last place.
        double tolerance = expected * (3e-7 + 1.2e-7 * Math.abs(x));
        assertThat((double) Logistic.exp(x)).isCloseTo(expected, within(tolerance));
    }

    @Property
    void shouldMatchHyperbolicTangentWhenArgumentIsAny(@ForAll float x) {
        assertThat((double) Logistic.tanh(x)).isCloseTo(StrictMath.tanh(x), within(2e-6));
    }

    @Test
    void shouldInvertStretchWhenSquashed() {
        for (int p = 0; p < 4_096; p++) {
            assertThat((double) Logistic.squash(Logistic.stretch(p)))
                    .isCloseTo((p + 0.5) / 4_096, within(1e-6));
        }
    }
}

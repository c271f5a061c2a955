package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class LogisticTest {
    @Property
    void shouldMatchLogisticFunctionWhenArgumentIsInRange(
            @ForAll @FloatRange(min = -Logistic.LIMIT, max = Logistic.LIMIT) float x) {
        double expected = 1 / (1 + StrictMath.exp(-x));
        double smaller = Math.min(expected, 1 - expected);
        double tolerance = Math.min(8e-4, 3.1e-3 * smaller + 1e-7);
        assertThat((double) Logistic.squash(x)).isCloseTo(expected, within(tolerance));
    }

    @Property
    void shouldMatchExponentialWhenArgumentIsInRange(
            @ForAll @FloatRange(min = -80, max = 80) float x) {
        double expected = StrictMath.exp(x);
        // The argument's own rounding costs up to |x| units in the last place.
        double tolerance = expected * (3e-7 + 1.2e-7 * Math.abs(x));
        assertThat((double) Logistic.exp(x)).isCloseTo(expected, within(tolerance));
    }

    @Property
    void shouldMatchLogarithmWhenArgumentIsProbability(
            @ForAll @DoubleRange(min = 0, max = 100) double nats) {
        double x = StrictMath.exp(-nats);
        double expected = StrictMath.log(x) / StrictMath.log(2);
        assertThat(Logistic.log2(x)).isCloseTo(expected, within(1e-13 * (1 + Math.abs(expected))));
    }

    @Property
    void shouldMatchHyperbolicTangentWhenArgumentIsAny(@ForAll float x) {
        assertThat((double) Logistic.tanh(x)).isCloseTo(StrictMath.tanh(x), within(3e-3));
    }

    @Test
    void shouldStayWithinTableWhenArgumentIsNotOrdinary() {
        assertThat(Logistic.squash(Float.POSITIVE_INFINITY)).isBetween(0.99999f, 1f);
        assertThat(Logistic.squash(Float.NEGATIVE_INFINITY)).isBetween(0f, 0.00001f);
        assertThat(Logistic.squash(Float.MAX_VALUE)).isBetween(0.99999f, 1f);
        assertThat(Logistic.squash(Float.NaN)).isBetween(0f, 1f);
    }

    @Test
    void shouldInvertStretchWhenSquashed() {
        for (int p = 0; p < 4_096; p++) {
            assertThat((double) Logistic.squash(Logistic.stretch(p)))
                    .isCloseTo((p + 0.5) / 4_096, within(8e-4));
        }
    }
}

package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ValueClassesTest {
    @Property
    void shouldHoldValueBetweenItsEndsWhenClassIsNotTheLast(
            @ForAll @DoubleRange(max = 7e9) double value) {
        int valueClass = ValueClasses.of(value);
        assertThat(Math.floor(value)).isGreaterThanOrEqualTo(ValueClasses.lowest(valueClass));
        assertThat(value).isLessThan(ValueClasses.end(valueClass));
    }

    @Test
    void shouldStartEachClassWhereTheOneBeforeEnds() {
        for (int c = 0; c < ValueClasses.COUNT; c++) {
            assertThat(ValueClasses.of(ValueClasses.lowest(c))).isEqualTo(c);
            if (c > 0) {
                assertThat(ValueClasses.of(ValueClasses.lowest(c) - 0.5)).isEqualTo(c - 1);
            }
        }
    }

    @Test
    void shouldGiveAnEndClassWhenValueIsOutOfRange() {
        assertThat(ValueClasses.of(Double.NaN)).isZero();
        assertThat(ValueClasses.of(-5)).isZero();
        assertThat(ValueClasses.of(Double.POSITIVE_INFINITY)).isEqualTo(127);
        assertThat(ValueClasses.of(1e300)).isEqualTo(127);
    }
}

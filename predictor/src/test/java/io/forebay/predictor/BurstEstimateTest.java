package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BurstEstimateTest {
    private static BurstEstimate of(double... weights) {
        var estimate = new BurstEstimate();
        estimate.set(weights, 0);
        return estimate;
    }

    @Test
    void shouldPutEachByteCountInTheClassOfItsPowerOfTwo() {
        assertThat(BurstEstimate.classOf(0)).isZero();
        assertThat(BurstEstimate.classOf(Double.NaN)).isZero();
        assertThat(BurstEstimate.classOf(1)).isEqualTo(1);
        assertThat(BurstEstimate.classOf(4095)).isEqualTo(12);
        assertThat(BurstEstimate.classOf(4096)).isEqualTo(13);
        assertThat(BurstEstimate.classOf(1e30)).isEqualTo(BurstEstimate.CLASSES - 1);
    }

    @Test
    void shouldExpectNothingWhenNothingWasAdded() {
        assertThat(of().probability(0)).isEqualTo(1);
        assertThat(of().quantileBytes(0.99)).isZero();
        assertThat(of().probabilityAtMost(0)).isEqualTo(1);
    }

    @Test
    void shouldInterpolateTheLogarithmWithinAClass() {
        BurstEstimate estimate = of(0, 0, 0, 1);
        assertThat(estimate.quantileBytes(0.5)).isCloseTo(4 * Math.sqrt(2), within(1e-9));
        assertThat(estimate.probabilityAtMost(4 * Math.sqrt(2))).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void shouldRefuseAProbabilityOutsideItsRange() {
        assertThatThrownBy(() -> of(1).quantileBytes(1.5)).hasMessageContaining("probability=1.5");
        assertThatThrownBy(() -> of(1).quantileBytes(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void shouldHaveQuantilesThatInvertTheProbabilityAtMost(
            @ForAll @Size(BurstEstimate.CLASSES)
                    List<@DoubleRange(min = 0, max = 1) Double> weights,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double probability) {
        BurstEstimate estimate = of(weights.stream().mapToDouble(Double::doubleValue).toArray());
        double bytes = estimate.quantileBytes(probability);
        assertThat(estimate.probabilityAtMost(bytes)).isGreaterThanOrEqualTo(probability - 1e-9);
        double sum = 0;
        for (int i = 0; i < BurstEstimate.CLASSES; i++) {
            sum += estimate.probability(i);
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
    }
}

package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DemandModelTest {
    @Property(tries = 60)
    void shouldCoverNineInTenWhenDemandIsStationary(
            @ForAll long seed,
            @ForAll @IntRange(max = 2) int shape,
            @ForAll @DoubleRange(min = 1e3, max = 1e9) double scale) {
        var random = new Random(seed);
        var model = new DemandModel();
        var estimate = new DemandEstimate();
        int covered = 0;
        int windows = 3_000;
        double previous = 0;
        for (int i = 0; i < windows; i++) {
            double level =
                    switch (shape) {
                        case 0 -> random.nextDouble();
                        case 1 -> StrictMath.exp(random.nextGaussian());
                        default -> 0.8 * previous + random.nextDouble();
                    };
            previous = level;
            long bytes = (long) (scale * level);
            if (i >= 200 && bytes <= estimate.bytesQuantile90) {
                covered++;
            }
            model.add(bytes);
            model.closeWindow(estimate);
        }
        assertThat((double) covered / (windows - 200)).isBetween(0.85, 0.95);
    }

    @Test
    void shouldForecastDemandWhenItIsConstant() {
        var model = new DemandModel();
        var estimate = new DemandEstimate();
        for (int i = 0; i < 300; i++) {
            for (int k = 0; k < 5; k++) {
                model.add(1_000);
            }
            model.closeWindow(estimate);
        }
        assertThat(estimate.observedCount).isEqualTo(5);
        assertThat(estimate.observedBytes).isEqualTo(5_000);
        assertThat(estimate.expectedCount).isCloseTo(5, within(0.01));
        assertThat(estimate.expectedBytes).isCloseTo(5_000, within(10.0));
        assertThat(estimate.bytesQuantile90).isBetween(4_000.0, 7_000.0);
    }

    @Test
    void shouldFollowLastWindowWhenDemandPersists() {
        var model = new DemandModel();
        var estimate = new DemandEstimate();
        for (int i = 0; i < 400; i++) {
            model.add(i / 40 % 2 == 0 ? 100_000 : 1_000);
            model.closeWindow(estimate);
        }
        // The last forty windows were low; the mean of all is half way.
        assertThat(estimate.expectedBytes).isLessThan(30_000);
    }

    @Test
    void shouldBeZeroWhenNothingEverCame() {
        var estimate = new DemandEstimate();
        new DemandModel().closeWindow(estimate);
        assertThat(estimate.observedCount).isZero();
        assertThat(estimate.expectedCount).isZero();
        assertThat(estimate.expectedBytes).isZero();
        assertThat(estimate.bytesQuantile90).isBetween(0.0, 16.0);
    }
}

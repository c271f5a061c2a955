package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

    @Property(tries = 60)
    void shouldForecastSoundlyWhenDemandIsAny(
            @ForAll long[] lengths, @ForAll @IntRange(max = 3) int shape, @ForAll long seed) {
        var random = new Random(seed);
        var model = new DemandModel();
        var estimate = new DemandEstimate();
        for (int i = 0; i < 600; i++) {
            int requests =
                    switch (shape) {
                        case 0 -> 0;
                        case 1 -> i % 300 == 0 ? lengths.length : 0;
                        case 2 -> random.nextInt(4);
                        default -> i / 100 % 2 * lengths.length;
                    };
            for (int k = 0; k < requests; k++) {
                model.add(lengths.length == 0 ? Long.MAX_VALUE : lengths[k % lengths.length]);
            }
            model.closeWindow(estimate);
            requireAscending(estimate.countQuantiles);
            requireAscending(estimate.bytesQuantiles);
            assertThat(estimate.bytesQuantile90).isEqualTo(estimate.bytesQuantiles[2]);
            assertThat(estimate.idleProbability).isBetween(0.0, 1.0);
            assertThat(estimate.countBits).isBetween(0.0, 128.0);
            assertThat(estimate.bytesBits).isBetween(0.0, 128.0);
            assertThat(estimate.expectedBytes).isFinite().isNotNegative();
        }
    }

    private static void requireAscending(double[] quantiles) {
        double below = 0;
        for (double quantile : quantiles) {
            assertThat(quantile).isFinite().isGreaterThanOrEqualTo(below);
            below = quantile;
        }
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var random = new Random(17);
        var model = new DemandModel();
        var estimate = new DemandEstimate();
        for (int i = 0; i < 3_000; i++) {
            close(model, random, estimate);
        }
        model.add(77);
        var out = new SnapshotWriter();
        model.write(out);
        byte[] bytes = out.toBytes();
        assertThat(bytes).hasSizeLessThan(8 << 10);
        var restored = new DemandModel();
        restored.read(new SnapshotReader(bytes));
        var actual = new DemandEstimate();
        var other = new Random(18);
        random = new Random(18);
        for (int i = 0; i < 500; i++) {
            close(model, random, estimate);
            close(restored, other, actual);
            assertThat(actual).usingRecursiveComparison().isEqualTo(estimate);
        }
    }

    private static void close(DemandModel model, Random random, DemandEstimate estimate) {
        int requests = random.nextInt(3) == 0 ? 0 : random.nextInt(1 << random.nextInt(8));
        for (int i = 0; i < requests; i++) {
            model.add(random.nextInt(1 << random.nextInt(20)));
        }
        model.closeWindow(estimate);
    }

    @Test
    void shouldRefuseWhenAblationDoesNotApply() {
        assertThatThrownBy(() -> new DemandModel(Ablation.NO_CONTEXT_MODELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ablation=NO_CONTEXT_MODELS");
    }
}

package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GapModelTest {
    private static void requireSound(GapEstimate estimate) {
        assertThat(Arrays.stream(estimate.probabilities).sum()).isCloseTo(1, within(1e-9));
        assertThat(estimate.expectedMicros).isFinite().isNotNegative();
        double below = 0;
        for (double quantile : estimate.quantileMicros) {
            assertThat(quantile).isFinite().isGreaterThanOrEqualTo(below);
            below = quantile;
        }
    }

    @Property(tries = 50)
    void shouldForecastSoundlyWhenGapsAreAny(@ForAll long[] gaps, @ForAll long seed) {
        var random = new Random(seed);
        var model = new GapModel();
        var estimate = new GapEstimate();
        model.forecast(estimate);
        requireSound(estimate);
        for (int round = 0; round < 20; round++) {
            for (long gap : gaps) {
                model.add(gap, random.nextInt(2), random.nextInt(16));
                model.forecast(estimate);
                requireSound(estimate);
            }
        }
    }

    @Test
    void shouldExpectTheUsualGapWhenGapsAlternate() {
        var model = new GapModel();
        var estimate = new GapEstimate();
        for (int i = 0; i < 400; i++) {
            model.add(i % 2 == 0 ? 10 : 10_000, 0, 3);
        }
        // The last gap was 10,000 µs.
        model.forecast(estimate);
        assertThat(estimate.probabilities[RequestSymbols.gapClass(10)]).isGreaterThan(0.9);
        assertThat(estimate.quantileMicros[1]).isBetween(5.0, 20.0);
        model.add(10, 0, 3);
        model.forecast(estimate);
        assertThat(estimate.probabilities[RequestSymbols.gapClass(10_000)]).isGreaterThan(0.9);
        assertThat(estimate.expectedMicros).isBetween(8_000.0, 12_000.0);
    }

    @Test
    void shouldCoverNineInTenWhenGapsAreRandom() {
        var random = new Random(3);
        var model = new GapModel();
        var estimate = new GapEstimate();
        int covered = 0;
        int gaps = 20_000;
        for (int i = 0; i < gaps; i++) {
            long gap = (long) (1_000 * StrictMath.exp(2 * random.nextGaussian()));
            model.forecast(estimate);
            covered += gap <= estimate.quantileMicros[DemandEstimate.LEVEL_90] ? 1 : 0;
            model.add(gap, 0, 3);
        }
        assertThat((double) covered / gaps).isBetween(0.88, 0.92);
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var random = new Random(8);
        var model = new GapModel();
        for (int i = 0; i < 1_001; i++) {
            model.add(random.nextInt(5_000), i & 1, 3);
        }
        var out = new SnapshotWriter();
        model.write(out);
        byte[] bytes = out.toBytes();
        assertThat(bytes).hasSizeLessThan(12 << 10);
        var restored = new GapModel();
        restored.read(new SnapshotReader(bytes));
        var expected = new GapEstimate();
        var actual = new GapEstimate();
        for (int i = 0; i < 500; i++) {
            model.forecast(expected);
            restored.forecast(actual);
            assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
            long gap = random.nextInt(50_000);
            model.add(gap, i & 1, 3);
            restored.add(gap, i & 1, 3);
        }
    }
}

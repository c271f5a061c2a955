package io.forebay.evaluation.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SeriesDetectorsTest {
    private static final int ROWS = 1_200;
    private static final int SPIKE = 900;
    private static final int PROBATION = 180;

    @Test
    void shouldScoreAsNabsWindowedGaussianDoes() {
        var detector = new WindowedGaussian();
        assertThat(detector.score(10)).isZero();
        // One value: its deviation counts as one millionth.
        assertThat(detector.score(12)).isEqualTo(1);
        // 10 and 12: mean 11, deviation 1; a value of 13 is two deviations away.
        assertThat(detector.score(13)).isCloseTo(1 - 0.022750131948179212, within(1e-12));
        // 10, 12, 13: mean 35/3, deviation sqrt(14/9); below the mean counts like above it.
        assertThat(detector.score(9)).isCloseTo(0.98374527767714, within(1e-12));
    }

    @Test
    void shouldScoreSpikeAboveWhatIsUsual() {
        for (String name : new String[] {"windowedGaussian", "randomCutForest"}) {
            double[] scores = run(SeriesDetectors.references().get(name), series());
            double[] others = Arrays.copyOfRange(scores, PROBATION, SPIKE);
            double largest = Arrays.stream(others).max().orElseThrow();
            assertThat(scores[SPIKE]).as(name).isGreaterThan(largest);
            assertThat(Arrays.stream(scores)).as(name).allMatch(score -> score >= 0 && score <= 1);
        }
    }

    @Test
    void shouldGiveSameScoresTwiceAndWithoutTheFuture() {
        SeriesDetectors.references()
                .forEach(
                        (name, maker) -> {
                            double[] values = series();
                            double[] scores = run(maker, values);
                            assertThat(run(maker, values)).as(name).isEqualTo(scores);
                            double[] beginning = Arrays.copyOf(values, SPIKE);
                            assertThat(run(maker, beginning))
                                    .as(name)
                                    .isEqualTo(Arrays.copyOf(scores, SPIKE));
                        });
    }

    @Test
    void shouldSurviveValuesThatAreNotFinite() {
        SeriesDetectors.references()
                .forEach(
                        (name, maker) -> {
                            SeriesDetector detector = maker.apply(PROBATION);
                            for (double value :
                                    new double[] {
                                        1, Double.NaN, Double.POSITIVE_INFINITY, -1e300, 1e300, 2
                                    }) {
                                assertThat(detector.score(value)).as(name).isBetween(0.0, 1.0);
                            }
                        });
    }

    private static double[] series() {
        var random = new SplittableRandom(7);
        var values = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[i] = 10 + random.nextDouble() + (i == SPIKE ? 40 : 0);
        }
        return values;
    }

    private static double[] run(IntFunction<SeriesDetector> maker, double[] values) {
        SeriesDetector detector = maker.apply(PROBATION);
        return Arrays.stream(values).map(detector::score).toArray();
    }
}

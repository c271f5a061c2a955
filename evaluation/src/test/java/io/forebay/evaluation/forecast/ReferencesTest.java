package io.forebay.evaluation.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.predictor.DemandEstimate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The references by hand: levels are 0.1, 0.5, 0.9 and 0.99. */
class ReferencesTest {
    private static double[] after(Forecaster forecaster, double... values) {
        for (double value : values) {
            forecaster.learn(value);
        }
        var quantiles = new double[DemandEstimate.LEVELS];
        forecaster.forecast(quantiles);
        return quantiles;
    }

    @Test
    void shouldAddItsErrorsToTheLastValue() {
        // Errors: 10 - 0, 13 - 10, 11 - 13, 16 - 11: in order -2, 3, 5, 10.
        assertThat(after(References.lastValue(), 10, 13, 11, 16)).containsExactly(14, 19, 26, 26);
    }

    @Test
    void shouldForecastNothingBelowZero() {
        // Errors: 8 and -8; the point is 0.
        assertThat(after(References.lastValue(), 8, 0)).containsExactly(0, 0, 8, 8);
    }

    @Test
    void shouldAverageAllWhileValuesAreFew() {
        // Averages before each: 0, 4, 6; errors 4, 4, -3; the average after is 5.
        assertThat(after(References.average(), 4, 8, 3)).containsExactly(2, 9, 9, 9);
    }

    @Test
    void shouldWeighNewestByOneSixteenthWhenValuesAreMany() {
        var values = new double[100];
        Arrays.fill(values, 32);
        Forecaster average = References.average();
        after(average, values);
        // From 32 to 32 + 16 / 16; ninety-nine errors of 0 among 101.
        assertThat(after(average, 48)[1]).isCloseTo(33, within(1e-9));
    }

    @Test
    void shouldRepeatTheSeasonWhenThereIsOne() {
        var values = new double[70];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 == 0 ? 100 : 1;
        }
        // The next is the seventy-first, a multiple of seven.
        assertThat(after(References.seasonal(), values)[1]).isEqualTo(100);
    }

    @Test
    void shouldGiveEmpiricalQuantilesWhenHistogram() {
        var values = new double[256 + 10];
        Arrays.fill(values, 0, 10, 1e9);
        for (int i = 10; i < values.length; i++) {
            values[i] = i - 9;
        }
        // Of 1 to 256: ranks 26, 128, 231 and 254.
        assertThat(after(References.histogram(), values)).containsExactly(26, 128, 231, 254);
    }

    @Test
    void shouldEstimateAsKrichevskyAndTrofimovDo() {
        var histogram = new ClassHistogram(4);
        assertThat(histogram.score(1)).isCloseTo(2, within(1e-12));
        // 1.5 of 3: one bit.
        assertThat(histogram.score(1)).isCloseTo(1, within(1e-12));
        // 0.5 of 4: three bits.
        assertThat(histogram.score(0)).isCloseTo(3, within(1e-12));
    }

    @Test
    void shouldScorePinballAndCoverage() {
        assertThat(QuantileScore.pinball(0.9, 10, 14)).isCloseTo(3.6, within(1e-12));
        assertThat(QuantileScore.pinball(0.9, 10, 4)).isCloseTo(0.6, within(1e-12));
        var score = new QuantileScore();
        score.add(new double[] {1, 5, 9, 10}, 5);
        score.add(new double[] {1, 5, 9, 10}, 15);
        assertThat(score.coverage(0)).isZero();
        assertThat(score.coverage(1)).isEqualTo(0.5);
        // (0 + 0.5 * 10) over the sum 20, and (0.1 * 4 + 0.9 * 6) over it.
        assertThat(score.loss(1)).isCloseTo(0.25, within(1e-12));
        assertThat(score.loss(2)).isCloseTo(0.29, within(1e-12));
        assertThat(score.bits()).isNaN();
        assertThat(new QuantileScore().coverage(2)).isNaN();
    }

    @Test
    void shouldKeepQuantilesExactWhenValuesComeAndGo() {
        var random = new Random(2);
        var recent = new RecentValues(17);
        var all = new double[300];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextInt(9);
            recent.add(all[i]);
            double[] last = Arrays.copyOfRange(all, Math.max(0, i - 16), i + 1);
            Arrays.sort(last);
            assertThat(recent.quantile(0)).isEqualTo(last[0]);
            assertThat(recent.quantile(1)).isEqualTo(last[last.length - 1]);
            assertThat(recent.quantile(0.5)).isEqualTo(last[(last.length - 1) / 2]);
        }
    }
}

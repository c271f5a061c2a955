package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class NoveltyModelTest {
    private static final int WARM_UP = 50;

    @Property(tries = 100)
    void shouldGiveFiniteBitsWhateverComes(@ForAll("values") double[] values) {
        var model = new NoveltyModel(10);
        for (double value : values) {
            double bits = model.score(value);
            assertThat(bits).isFinite().isNotNegative();
            assertThat(model.ageAdjusted(bits)).isFinite();
            model.learn();
        }
    }

    @Provide
    Arbitrary<double[]> values() {
        Arbitrary<Double> any =
                Arbitraries.frequencyOf(
                        Tuple.of(20, Arbitraries.doubles().between(0, 10)),
                        Tuple.of(2, Arbitraries.just(5.0)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        Double.NaN,
                                        Double.POSITIVE_INFINITY,
                                        Double.NEGATIVE_INFINITY,
                                        Double.MAX_VALUE,
                                        -Double.MAX_VALUE,
                                        Double.MIN_VALUE,
                                        0.0,
                                        -1e30)));
        return any.array(double[].class).ofMinSize(0).ofMaxSize(300);
    }

    @Test
    void shouldFindWhatIsNewAndForgetThatItWas() {
        var random = new SplittableRandom(1);
        var model = new NoveltyModel(WARM_UP);
        double usual = 0;
        for (int i = 0; i < 2000; i++) {
            usual = Math.max(i < 500 ? 0 : usual, model.score(random.nextDouble()));
            model.learn();
        }
        double first = model.score(50);
        assertThat(first).isGreaterThan(usual + 5);
        for (int i = 0; i < 200; i++) {
            model.learn();
            model.score(50);
        }
        assertThat(model.score(50)).isLessThan(first / 2);
    }

    @Test
    void shouldFindConstantSeriesChangeByTheLeast() {
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 500; i++) {
            assertThat(model.score(7)).isLessThan(6);
            model.learn();
        }
        assertThat(model.score(7.001)).isGreaterThan(10);
    }

    @Test
    void shouldFindSeriesThatStaysInOneCell() {
        var random = new SplittableRandom(2);
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 1000; i++) {
            model.score(random.nextDouble());
            model.learn();
        }
        double most = 0;
        for (int i = 0; i < 100; i++) {
            most = Math.max(most, model.score(0.5));
            model.learn();
        }
        assertThat(most).isGreaterThan(14);
    }

    @Test
    void shouldFindRecordByTheTailOfTheValuesBothWays() {
        for (int sign : new int[] {1, -1}) {
            var random = new SplittableRandom(5);
            var model = new NoveltyModel(200);
            for (int i = 0; i < 3000; i++) {
                model.score(sign * random.nextDouble());
                model.learn();
            }
            double near = model.score(sign * 1.5);
            double far = model.score(sign * 4.0);
            // 3,000 values are 11.6 bits; beyond them a bit for each 0.2 of excess, less 2.
            assertThat(near).isGreaterThan(11.6);
            assertThat(far).isGreaterThan(near + 4);
        }
    }

    @Test
    void shouldRefuseWarmUpWithoutValues() {
        assertThatThrownBy(() -> new NoveltyModel(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warmUpSamples=1");
    }
}

package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
            model.learn(1);
        }
    }

    @Property(tries = 50)
    void shouldContinueBitForBitWhereverItIsCut(
            @ForAll("values") double[] values, @ForAll("cuts") int cut) {
        var model = new NoveltyModel(20);
        NoveltyModel restored = null;
        for (int i = 0; i < values.length; i++) {
            if (i == cut) {
                restored = restore(snapshot(model));
            }
            double bits = model.score(values[i]);
            model.learn(1);
            if (restored != null) {
                assertThat(restored.score(values[i])).isEqualTo(bits);
                restored.learn(1);
            }
        }
        if (restored != null) {
            assertThat(snapshot(restored)).isEqualTo(snapshot(model));
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

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, 250);
    }

    @Test
    void shouldFindWhatIsNewAndForgetThatItWas() {
        var random = new SplittableRandom(1);
        var model = new NoveltyModel(WARM_UP);
        double usual = 0;
        for (int i = 0; i < 2000; i++) {
            usual = Math.max(i < 500 ? 0 : usual, model.score(random.nextDouble()));
            model.learn(1);
        }
        double first = model.score(50);
        assertThat(first).isGreaterThan(usual + 5);
        for (int i = 0; i < 200; i++) {
            model.learn(1);
            model.score(50);
        }
        assertThat(model.score(50)).isLessThan(first / 2);
    }

    @Test
    void shouldFindConstantSeriesChangeByTheLeast() {
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 500; i++) {
            assertThat(model.score(7)).isLessThan(6);
            model.learn(1);
        }
        assertThat(model.score(7.001)).isGreaterThan(10);
    }

    @Test
    void shouldFindSeriesThatStaysInOneCell() {
        var random = new SplittableRandom(2);
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 1000; i++) {
            model.score(random.nextDouble());
            model.learn(1);
        }
        double most = 0;
        for (int i = 0; i < 100; i++) {
            most = Math.max(most, model.score(0.5));
            model.learn(1);
        }
        assertThat(most).isGreaterThan(14);
    }

    @Test
    void shouldLearnSlowerWithLessWeight() {
        assertThat(bitsAfterRepeats(1.0 / 16)).isGreaterThan(bitsAfterRepeats(1) + 1);
    }

    private static double bitsAfterRepeats(double weight) {
        var random = new SplittableRandom(3);
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 1000; i++) {
            model.score(random.nextDouble());
            model.learn(1);
        }
        for (int i = 0; i < 20; i++) {
            model.score(9);
            model.learn(weight);
        }
        return model.score(9);
    }

    @Test
    void shouldKeepMemoryBoundedWhenSeriesDoesNotEnd() {
        var random = new SplittableRandom(4);
        var model = new NoveltyModel(WARM_UP);
        for (int i = 0; i < 100_000; i++) {
            model.score(StrictMath.pow(random.nextDouble(), -2));
            model.learn(1);
        }
        assertThat(snapshot(model)).hasSizeLessThan(48 * 1024);
    }

    @Test
    void shouldRefuseWarmUpWithoutValues() {
        assertThatThrownBy(() -> new NoveltyModel(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warmUpSamples=1");
    }

    private static byte[] snapshot(NoveltyModel model) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            model.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static NoveltyModel restore(byte[] snapshot) {
        var model = new NoveltyModel(20);
        try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            model.read(in);
            assertThat(in.available()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model;
    }
}

package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BurstModelTest {
    private static final long SHORT_GAP = 10_000;
    private static final long LONG_GAP = 50_000_000;
    private static final double REQUEST = 65_536;

    private final BurstEstimate estimate = new BurstEstimate();

    private static void request(BurstModel model, long gap, int operation) {
        model.add(gap, operation, true, 0, REQUEST);
    }

    /** A burst of equal requests; the first follows a long gap. */
    private static void burst(BurstModel model, int operation, int requests) {
        for (int i = 0; i < requests; i++) {
            request(model, i == 0 ? LONG_GAP : SHORT_GAP, operation);
        }
    }

    private BurstEstimate estimate(BurstModel model) {
        model.estimate(estimate);
        return estimate;
    }

    @Test
    void shouldExpectRestOfUsualBurstWhenBurstsAreAlike() {
        var model = new BurstModel(new BurstWeights());
        for (int i = 0; i < 200; i++) {
            burst(model, 0, 16);
        }
        request(model, LONG_GAP, 0);
        int expected = BurstEstimate.classOf(15 * REQUEST);
        assertThat(estimate(model).probability(expected)).isGreaterThan(0.9);
        assertThat(estimate.meanBytes()).isCloseTo(15 * REQUEST, within(4 * REQUEST));
        for (int i = 0; i < 15; i++) {
            request(model, SHORT_GAP, 0);
        }
        assertThat(estimate(model).probability(0)).isGreaterThan(0.9);
    }

    @Test
    void shouldTellContextsApartWhenReadsComeInLongerBursts() {
        var model = new BurstModel(new BurstWeights());
        for (int i = 0; i < 200; i++) {
            burst(model, i % 2, i % 2 == 0 ? 32 : 2);
        }
        request(model, LONG_GAP, 0);
        double read = estimate(model).quantileBytes(0.5);
        burst(model, 0, 31);
        request(model, LONG_GAP, 1);
        double write = estimate(model).quantileBytes(0.5);
        assertThat(read).isGreaterThan(16 * REQUEST);
        assertThat(write).isLessThan(2 * REQUEST);
    }

    @Test
    void shouldExpectNothingWhenNothingCame() {
        var model = new BurstModel(new BurstWeights());
        assertThat(estimate(model).meanBytes()).isZero();
        request(model, 0, 0);
        assertThat(estimate(model).meanBytes()).isPositive();
    }

    @Test
    void shouldExpectMoreWhenBurstOutgrowsSmallOnes() {
        var model = new BurstModel(new BurstWeights());
        for (int i = 0; i < 300; i++) {
            burst(model, 0, i % 3 == 0 ? 64 : 1);
        }
        request(model, LONG_GAP, 0);
        double ended = estimate(model).probability(0);
        request(model, SHORT_GAP, 0);
        request(model, SHORT_GAP, 0);
        assertThat(ended).isGreaterThan(0.4);
        assertThat(estimate(model).probability(0)).isLessThan(0.1);
        assertThat(estimate.meanBytes()).isGreaterThan(40 * REQUEST);
    }

    @Test
    void shouldStartWarmWhenOtherFunctionsOfTheDeviceHaveLearned() {
        var shared = new BurstWeights();
        var taught = new BurstModel(shared);
        for (int i = 0; i < 200; i++) {
            burst(taught, 0, 16);
        }
        var warm = new BurstModel(shared);
        var cold = new BurstModel(new BurstWeights());
        request(warm, 0, 0);
        request(cold, 0, 0);
        int expected = BurstEstimate.classOf(15 * REQUEST);
        double withoutOthers = estimate(cold).probability(expected);
        assertThat(estimate(warm).probability(expected)).isGreaterThan(2 * withoutOthers);
    }

    @Property(tries = 30)
    void shouldGiveADistributionAndGoOnIdenticallyWhateverComes(@ForAll long seed) {
        var random = new Random(seed);
        var shared = new BurstWeights();
        var model = new BurstModel(shared);
        drive(model, random, 2_000);
        var out = new SnapshotWriter();
        model.write(out);
        shared.write(out);
        byte[] bytes = out.toBytes();

        var sharedAgain = new BurstWeights();
        var restored = new BurstModel(sharedAgain);
        var in = new SnapshotReader(bytes);
        in.requireWhole();
        restored.read(in);
        sharedAgain.read(in);
        in.requireEnd();
        long next = random.nextLong();
        drive(model, new Random(next), 500);
        drive(restored, new Random(next), 500);
        var other = new BurstEstimate();
        restored.estimate(other);
        model.estimate(estimate);
        double sum = 0;
        for (int i = 0; i < BurstEstimate.CLASSES; i++) {
            assertThat(estimate.probability(i)).isBetween(0.0, 1.0);
            assertThat(other.probability(i)).isEqualTo(estimate.probability(i));
            sum += estimate.probability(i);
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        assertThat(estimate.meanBytes()).isFinite().isNotNegative();
        assertThat(bytes).hasSizeLessThan(20 << 10);
    }

    private static void drive(BurstModel model, Random random, int requests) {
        for (int i = 0; i < requests; i++) {
            long gap = random.nextInt(3) == 0 ? random.nextLong() >>> random.nextInt(64) : 0;
            double length = random.nextInt(4) == 0 ? 0 : (double) (1L << random.nextInt(45));
            model.add(
                    Math.max(0, gap),
                    random.nextInt(2),
                    random.nextBoolean(),
                    random.nextInt(8),
                    length);
        }
    }
}

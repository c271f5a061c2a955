package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefetchReplayTest {
    private static final double WASTE_COST = 0.5;
    private static final int REQUESTS = 20_000;

    private final BufferReplay replay =
            new BufferReplay(PrefetchSettings.defaults(), new OverconfidentSource());

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 256})
    void shouldCoverNearlyAllWhenReadsAreSequential(int sectors) {
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, 64 + i * sectors, sectors);
        }
        assertThat(replay.netBenefit(WASTE_COST)).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 256})
    void shouldCoverWhatCanBeCoveredWhenPartitionStartsInsideBlock(int sectors) {
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, 63 + i * sectors, sectors);
        }
        // The block that two requests share was consumed by the first of them.
        double possible = 1 - 1 / (1 + sectors / 8.0);
        assertThat(replay.netBenefit(WASTE_COST)).isGreaterThan(0.95 * possible);
    }

    @ParameterizedTest
    @ValueSource(ints = {-4096, 48, 1000, 100_000})
    void shouldCoverNearlyAllWhenReadsAreStrided(int stride) {
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, (1L << 40) + i * stride, 16);
        }
        assertThat(replay.netBenefit(WASTE_COST)).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldCostNextToNothingWhenReadsAreRandom(long seed) {
        var random = new SplittableRandom(seed);
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, random.nextLong(1L << 32), 8 << random.nextInt(5));
        }
        assertThat(replay.netBenefit(WASTE_COST)).isBetween(-0.01, 0.0);
        assertThat(replay.issued).as("probes").isPositive();
    }

    @Test
    void shouldRecoverWhenRandomReadsTurnSequential() {
        var random = new SplittableRandom(7);
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, random.nextLong(1L << 32), 8);
        }
        long before = replay.hits;
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, (1L << 34) + i * 8, 8);
        }
        assertThat(replay.hits - before).isGreaterThan(REQUESTS * 8L / 10);
    }

    @Test
    void shouldStopWhenSequentialReadsTurnRandom() {
        var random = new SplittableRandom(8);
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, (1L << 34) + i * 8, 8);
        }
        long before = replay.issued;
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, random.nextLong(1L << 32), 8);
        }
        assertThat(replay.issued - before).isLessThan(REQUESTS / 20);
    }

    @Test
    void shouldNotLoseWhenWritesOverwriteWhatIsStaged() {
        for (long i = 0; i < REQUESTS; i++) {
            replay.request(i, true, i * 8, 8);
            replay.request(i, false, (i + 1) * 8, 512);
        }
        assertThat(replay.netBenefit(WASTE_COST)).isBetween(-0.01, 0.0);
    }

    @Test
    void shouldStayAboveZeroWhenHalfOfTheReadsAreSequential() {
        var random = new SplittableRandom(9);
        long next = 0;
        for (long i = 0; i < REQUESTS; i++) {
            boolean sequential = random.nextBoolean();
            next = sequential ? next + 8 : random.nextLong(1L << 32);
            replay.request(i, true, next, 8);
        }
        assertThat(replay.netBenefit(WASTE_COST)).isGreaterThan(-0.01);
    }
}

package io.forebay.evaluation.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.Candidates;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.prefetch.PrefetchPlan;
import io.forebay.shaping.prefetch.PrefetchPolicy;
import io.forebay.shaping.prefetch.PrefetchSettings;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What predictor and policy make of traffic whose best policy is known. */
class SyntheticReplayTest {
    private static final PredictorSettings PREDICTOR =
            new PredictorSettings(1, 16, PredictorSettings.defaults().historyLength(), 0, 0.003);
    private static final PrefetchSettings SETTINGS = new PrefetchSettings(0.5, 64, 256);
    private static final int REQUESTS = 8_000;

    private final BlockRequests requests = new BlockRequests();

    private PrefetchFigures.Policy replay() {
        BlockTrace trace = requests.trace();
        DeviceModel device = DeviceModel.create(PREDICTOR);
        return BufferReplay.run(
                "forebay",
                trace,
                SETTINGS.bufferBlocks(),
                stream -> new ForebayRule(trace, device.newFunction(), SETTINGS),
                Progress.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 256})
    void shouldCoverNearlyAllWhenReadsAreSequential(int sectors) {
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(64 + i * sectors, sectors);
        }
        assertThat(replay().netBenefit()).isGreaterThan(0.99);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 256})
    void shouldCoverWhatCanBeCoveredWhenPartitionStartsInsideBlock(int sectors) {
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(63 + i * sectors, sectors);
        }
        // The block that two requests share was consumed by the first of them.
        double possible = 1 - 1 / (1 + sectors / 8.0);
        assertThat(replay().netBenefit()).isGreaterThan(0.98 * possible);
    }

    @ParameterizedTest
    @ValueSource(ints = {-4096, 48, 1000, 100_000})
    void shouldCoverNearlyAllWhenReadsAreStrided(int stride) {
        for (long i = 0; i < REQUESTS; i++) {
            requests.read((1L << 34) + i * stride, 16);
        }
        assertThat(replay().netBenefit()).isGreaterThan(0.97);
    }

    @Test
    void shouldFollowEachRunWhenManyRunsInterleave() {
        var random = new SplittableRandom(3);
        var next = new long[24];
        for (int i = 0; i < REQUESTS; i++) {
            int run = random.nextInt(next.length);
            requests.read((long) run << 30 | next[run], 32);
            next[run] += 32;
        }
        assertThat(replay().netBenefit()).isGreaterThan(0.95);
    }

    @Test
    void shouldRememberJumpsWhenAScanRepeats() {
        var random = new SplittableRandom(4);
        long[] starts = random.longs(800, 0, 1L << 31).map(x -> x & ~7L).toArray();
        for (int pass = 0; pass < 4; pass++) {
            for (long start : starts) {
                for (int i = 0; i < 4; i++) {
                    requests.read(start + 32L * i, 32);
                }
            }
        }
        assertThat(replay().coverage()).as("a first pass covers three in four").isGreaterThan(0.8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldCostNothingToSpeakOfWhenReadsAreRandom(long seed) {
        var random = new SplittableRandom(seed);
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(random.nextLong(1L << 32), 8 << random.nextInt(5));
        }
        assertThat(replay().netBenefit()).isBetween(-0.0005, 0.0005);
    }

    @Test
    void shouldRecoverWhenRandomReadsTurnSequential() {
        var random = new SplittableRandom(7);
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(random.nextLong(1L << 32) & ~7L, 8);
        }
        for (long i = 0; i < REQUESTS; i++) {
            requests.read((1L << 34) + i * 8, 8);
        }
        assertThat(replay().netBenefit()).isGreaterThan(0.48);
    }

    @Test
    void shouldStopWhenSequentialReadsTurnRandom() {
        var random = new SplittableRandom(8);
        for (long i = 0; i < REQUESTS; i++) {
            requests.read((1L << 34) + i * 8, 8);
        }
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(random.nextLong(1L << 32) & ~7L, 8);
        }
        assertThat(replay().netBenefit()).isGreaterThan(0.48);
    }

    @Test
    void shouldNotLoseWhenWritesOverwriteWhatIsStaged() {
        for (long i = 0; i < REQUESTS; i++) {
            requests.read(i * 8, 8).write((i + 1) * 8, 512);
        }
        assertThat(replay().netBenefit()).isBetween(-0.001, 0.001);
    }

    @Test
    void shouldGainWhenHalfOfTheReadsAreSequential() {
        var random = new SplittableRandom(9);
        long next = 0;
        for (long i = 0; i < REQUESTS; i++) {
            boolean sequential = random.nextBoolean();
            next = sequential ? next + 8 : random.nextLong(1L << 32) & ~7L;
            requests.read(next, 8);
        }
        // Half of what is staged is read: a gain of a quarter of a hit for each read.
        assertThat(replay().netBenefit()).isGreaterThan(0.2);
    }

    @Test
    void shouldBoundTheLossWhenThePredictorIsWrongAllTheTime() {
        for (long i = 0; i < REQUESTS; i++) {
            requests.read((i * 7919 % 100_003) * 4096, 8);
        }
        var policy = new PrefetchPolicy(SETTINGS);
        var candidates = new Candidates(1);
        var plan = new PrefetchPlan(64);
        BlockTrace trace = requests.trace();
        PrefetchRule boastful =
                (request, first, last, out) -> {
                    candidates.clear();
                    candidates.add((last + 1) << 3, 64, 0.9f);
                    policy.onRequest(true, first << 12, 4096, candidates, plan);
                    for (int i = 0; i < plan.size(); i++) {
                        out.addRange(
                                plan.firstBlock(i), plan.firstBlock(i) + plan.blockCount(i) - 1);
                    }
                };
        PrefetchFigures.Policy figures =
                BufferReplay.run(
                        "boastful",
                        trace,
                        SETTINGS.bufferBlocks(),
                        stream -> boastful,
                        Progress.NONE);
        assertThat(figures.traffic()).as("some was staged").isGreaterThan(1);
        assertThat(figures.netBenefit()).isBetween(-0.01, 0.0);
    }
}

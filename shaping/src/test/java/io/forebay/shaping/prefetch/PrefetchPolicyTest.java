package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.predictor.Candidates;
import io.forebay.schemas.PrefetchResult;
import io.forebay.shaping.Golden;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrefetchPolicyTest {
    private static final PrefetchSettings SETTINGS = PrefetchSettings.defaults();
    private static final int BLOCK = PrefetchPolicy.BLOCK_BYTES;
    private static final int SECTORS = 8;

    private final PrefetchPolicy policy = new PrefetchPolicy(SETTINGS);
    private final Candidates candidates = new Candidates(32);
    private final PrefetchPlan plan = new PrefetchPlan(32);

    private List<String> read(long block, int blocks) {
        policy.onRequest(true, block * BLOCK, (long) blocks * BLOCK, candidates, plan);
        var ranges = new ArrayList<String>();
        for (int i = 0; i < plan.size(); i++) {
            ranges.add(plan.firstBlock(i) + "+" + plan.blockCount(i));
        }
        return ranges;
    }

    private void candidate(long block, int blocks, double probability) {
        candidates.add(block * SECTORS, blocks * SECTORS, (float) probability);
    }

    @Test
    void shouldStageCandidateWhenItsExpectedBenefitIsPositive() {
        candidate(100, 2, 0.9);
        candidate(200, 2, 0.1);
        assertThat(read(10, 1)).containsExactly("100+2");
        assertThat(plan.probability(0)).isBetween(0.85f, 0.95f);
    }

    @Test
    void shouldMergeCandidatesWhenTheyTouch() {
        candidate(100, 2, 0.9);
        candidate(102, 2, 0.8);
        candidate(99, 1, 0.8);
        assertThat(read(10, 1)).containsExactly("99+5");
    }

    @Test
    void shouldStayContiguousWhenCandidatesStartInsideBlocks() {
        for (int i = 0; i < 4; i++) {
            candidates.add(63 + 8L * i, 8, 0.9f);
        }
        assertThat(read(100, 1)).containsExactly("7+5");
    }

    @Test
    void shouldSkipBlocksWhenTheyAreReadNowOrOutstanding() {
        candidate(11, 1, 0.9);
        assertThat(read(20, 1)).containsExactly("11+1");
        candidates.clear();
        candidate(8, 8, 0.9);
        assertThat(read(13, 1)).containsExactly("8+3", "12+1", "14+2");
    }

    @Test
    void shouldStageAgainWhenTheBlockWasReadOrOverwritten() {
        candidate(100, 2, 0.9);
        read(10, 1);
        policy.onOutcome(PrefetchResult.HIT, 100, 1);
        policy.onRequest(false, 101L * BLOCK, BLOCK, candidates, plan);
        assertThat(plan.size()).isZero();
        assertThat(read(10, 1)).containsExactly("100+2");
    }

    @Test
    void shouldStageAgainAndBlameNobodyWhenTheDeviceLostWhatWasStaged() {
        candidate(100, 2, 0.9);
        read(10, 1);
        read(100, 1);
        byte[] fresh = new PrefetchPolicy(SETTINGS).toBytes();
        policy.forgetStaged();

        assertThat(policy.holds(100)).isFalse();
        assertThat(policy.toBytes()).hasSameSizeAs(fresh);
        assertThat(read(10, 1)).containsExactly("100+2");
        // What the lost blocks came to is heard of no more, and does no harm if it is.
        policy.forgetStaged();
        byte[] before = policy.toBytes();
        policy.onOutcome(PrefetchResult.EXPIRED, 100, 2);
        assertThat(policy.toBytes()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = PrefetchResult.class,
            names = {"EXPIRED", "EVICTED", "INVALIDATED"})
    void shouldOnlyProbeWhenEverythingWasWasted(PrefetchResult waste) {
        int late = 0;
        for (int i = 0; i < 4000; i++) {
            candidates.clear();
            candidate(1_000_000 + 10L * i, 4, 0.9);
            read(i, 1);
            late += i >= 2000 ? plan.size() : 0;
            for (int j = 0; j < plan.size(); j++) {
                policy.onOutcome(waste, plan.firstBlock(j), plan.blockCount(j));
            }
        }
        assertThat(late).isBetween(1, 20);
    }

    @ParameterizedTest
    @EnumSource(
            value = PrefetchResult.class,
            names = {"OVERTAKEN", "DROPPED"})
    void shouldKeepStagingWhenOutcomesAreNeutral(PrefetchResult neutral) {
        for (int i = 0; i < 4000; i++) {
            candidates.clear();
            candidate(1_000_000 + 10L * i, 4, 0.9);
            assertThat(read(i, 1)).as("request %d", i).hasSize(1);
            policy.onOutcome(neutral, plan.firstBlock(0), plan.blockCount(0));
        }
    }

    @Test
    void shouldStageMoreWhenAccuracyIsHigh() {
        long first = issuedWithFarCandidates(1_000_000);
        for (int i = 0; i < 2000; i++) {
            candidates.clear();
            candidate(10L * i + 10, 4, 0.9);
            read(10L * i, 1);
            policy.onOutcome(PrefetchResult.HIT, 10L * i + 10, 4);
        }
        assertThat(issuedWithFarCandidates(2_000_000)).isGreaterThan(first);
    }

    private long issuedWithFarCandidates(long at) {
        candidates.clear();
        candidate(at, 64, 0.9);
        read(5, 1);
        long issued = 0;
        for (int i = 0; i < plan.size(); i++) {
            issued += plan.blockCount(i);
        }
        return issued;
    }

    @Test
    void shouldNotLoopLongWhenRequestsAndOutcomesAreHuge() {
        candidate(100, 2, 0.9);
        read(10, 1);
        policy.onRequest(false, 0, Long.MAX_VALUE / 2, candidates, plan);
        assertThat(read(10, 1)).as("overwritten, so staged anew").containsExactly("100+2");
        policy.onOutcome(PrefetchResult.DROPPED, 0, Integer.MAX_VALUE);
        assertThat(read(10, 1)).containsExactly("100+2");
        candidates.clear();
        candidates.add(0, Integer.MAX_VALUE, 0.9f);
        policy.onRequest(true, 0, Long.MAX_VALUE / 2, candidates, plan);
        assertThat(plan.size()).isZero();
    }

    @Test
    void shouldPassOverCandidatesWhenTheyAreNotValid() {
        candidates.add(-8, 8, 0.9f);
        candidates.add(800, 0, 0.9f);
        candidates.add(1600, 8, Float.NaN);
        assertThat(read(10, 1)).isEmpty();
    }

    @Property(tries = 200)
    void shouldKeepWithinLimitsWhateverComes(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int bufferBlocks,
            @ForAll @IntRange(min = 1, max = 20) int maxBlocks,
            @ForAll EvictionRule eviction) {
        var bounded =
                new PrefetchPolicy(new PrefetchSettings(0.5, maxBlocks, bufferBlocks, eviction));
        var wide = new PrefetchPlan(64);
        var random = new SplittableRandom(seed);
        Set<Long> held = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            long block = random.nextInt(200);
            bounded.onOutcome(PrefetchResult.HIT, block, 1);
            held.remove(block);
            candidates.clear();
            for (int k = 0; k < 8; k++) {
                candidates.add(
                        random.nextLong(-50, 2_000),
                        random.nextInt(-3, 200),
                        (float) random.nextDouble(-0.1, 1.1));
            }
            bounded.onRequest(true, block * BLOCK, BLOCK, candidates, wide);
            int planned = 0;
            for (int k = 0; k < wide.size(); k++) {
                assertThat(wide.blockCount(k)).isPositive();
                assertThat(wide.firstBlock(k)).isNotNegative();
                planned += wide.blockCount(k);
                for (int n = 0; n < wide.blockCount(k); n++) {
                    long staged = wide.firstBlock(k) + n;
                    assertThat(staged).isNotEqualTo(block);
                    assertThat(bounded.holds(staged)).isTrue();
                    held.add(staged);
                }
            }
            held.removeIf(staged -> !bounded.holds(staged));
            assertThat(planned).isLessThanOrEqualTo(maxBlocks);
            assertThat(held.size()).isLessThanOrEqualTo(bufferBlocks);
        }
        assertThat(bounded.toBytes())
                .isEqualTo(
                        PrefetchPolicy.fromBytes(
                                        new PrefetchSettings(
                                                0.5, maxBlocks, bufferBlocks, eviction),
                                        bounded.toBytes())
                                .toBytes());
    }

    @Test
    void shouldContinueBitForBitAfterRestore() {
        var random = new SplittableRandom(5);
        drive(policy, random, 3000, new ArrayList<>());
        PrefetchPolicy restored = PrefetchPolicy.fromBytes(SETTINGS, policy.toBytes());
        var original = new ArrayList<String>();
        var copy = new ArrayList<String>();
        drive(policy, new SplittableRandom(6), 3000, original);
        drive(restored, new SplittableRandom(6), 3000, copy);
        assertThat(copy).isEqualTo(original).hasSizeGreaterThan(100);
        assertThat(restored.toBytes()).isEqualTo(policy.toBytes());
    }

    @Test
    void shouldKeepReleasedFormat() {
        drive(policy, new SplittableRandom(5), 40, new ArrayList<>());
        byte[] golden = Golden.bytes("prefetch-policy-v1.hex");
        assertThat(HexFormat.of().formatHex(policy.toBytes()))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(PrefetchPolicy.fromBytes(SETTINGS, golden).toBytes()).isEqualTo(golden);
    }

    @Test
    void shouldRefuseSnapshotWhenItDoesNotFit() {
        byte[] snapshot = policy.toBytes();
        var smaller = new PrefetchSettings(0.5, 64, 128);
        assertThatThrownBy(() -> PrefetchPolicy.fromBytes(smaller, snapshot))
                .hasMessageContaining("bufferBlocks=512");
        snapshot[0] = 9;
        assertThatThrownBy(() -> PrefetchPolicy.fromBytes(SETTINGS, snapshot))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=9");
        assertThatThrownBy(() -> PrefetchPolicy.fromBytes(SETTINGS, new byte[] {1, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=3");
    }

    @Test
    void shouldRefuseSettingsWhenTheyMakeNoSense() {
        assertThatThrownBy(() -> new PrefetchSettings(0, 64, 256))
                .hasMessageContaining("wasteCost=0.0");
        assertThatThrownBy(() -> new PrefetchSettings(0.5, 0, 256))
                .hasMessageContaining("maxBlocksPerRequest=0");
        assertThatThrownBy(() -> new PrefetchSettings(0.5, 64, 0))
                .hasMessageContaining("bufferBlocks=0");
    }

    /** Mixed traffic: runs, jumps, writes, and outcomes of all kinds. */
    private static void drive(
            PrefetchPolicy policy, SplittableRandom random, int requests, List<String> out) {
        var candidates = new Candidates(8);
        var plan = new PrefetchPlan(8);
        long block = 1000;
        for (int i = 0; i < requests; i++) {
            block = random.nextInt(8) == 0 ? random.nextInt(100_000) : block + 2;
            candidates.clear();
            candidates.add((block + 2) * SECTORS, 2 * SECTORS, 0.75f);
            candidates.add((long) random.nextInt(100_000) * SECTORS, SECTORS, 0.375f);
            boolean read = random.nextInt(4) != 0;
            for (long b = block; b < block + 2; b++) {
                policy.onOutcome(PrefetchResult.HIT, b, 1);
            }
            policy.onRequest(read, block * BLOCK, 2L * BLOCK, candidates, plan);
            for (int j = 0; j < plan.size(); j++) {
                out.add(plan.firstBlock(j) + "+" + plan.blockCount(j) + "@" + plan.probability(j));
            }
            if (random.nextInt(16) == 0) {
                policy.onOutcome(PrefetchResult.EXPIRED, random.nextInt(100_000), 200);
            }
        }
    }
}

package io.forebay.shaping.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AllocationPolicyTest {
    private static final long MIB = 1 << 20;

    private static long[] allocate(long floor, long budget, double... needs) {
        var shares = new long[needs.length];
        new AllocationPolicy(floor, 0)
                .allocate(budget, needs.length, needs, new long[needs.length], shares);
        return shares;
    }

    @Test
    void shouldShareByNeedWhenFloorsAreKept() {
        assertThat(allocate(100, 1000, 1, 3, 0)).containsExactly(275, 625, 100);
    }

    @Test
    void shouldGiveLeftBytesToLargestRemaindersWhenSharesAreNotWhole() {
        // Quotas 3.33, 3.33, 3.33 and 0.4, 2.6, 4.0: ties go to the lower index.
        assertThat(allocate(0, 10, 1, 1, 1)).containsExactly(4, 3, 3);
        assertThat(allocate(0, 7, 2, 13, 20)).containsExactly(0, 3, 4);
    }

    @Test
    void shouldShareEquallyWhenNobodyNeedsAnything() {
        assertThat(allocate(0, 11, 0, Double.NaN, -5)).containsExactly(4, 4, 3);
    }

    @Test
    void shouldShareEquallyWhenFloorsDoNotFit() {
        assertThat(allocate(5, 11, 1, 100, 3)).containsExactly(4, 4, 3);
        assertThat(allocate(Long.MAX_VALUE, 3, 9, 1)).containsExactly(2, 1);
    }

    @Test
    void shouldDivideExactlyWhenProductsExceedLong() {
        long budget = (1L << 60) + 7;
        double big = 0x1p48;
        assertThat(allocate(0, budget, big, 3 * big))
                .containsExactly((budget + 1) / 4, budget - (budget + 1) / 4);
    }

    @Property
    void shouldAddUpAndKeepFloorsWhateverTheNeeds(
            @ForAll("needs") List<Double> needs,
            @ForAll @LongRange(max = 1L << 50) long budget,
            @ForAll @LongRange(max = 1L << 42) long floor) {
        long[] shares = allocate(floor, budget, toArray(needs));
        assertThat(LongStream.of(shares).sum()).isEqualTo(budget);
        long kept = Math.min(floor, budget / needs.size());
        assertThat(LongStream.of(shares).min().orElseThrow()).isGreaterThanOrEqualTo(kept);
    }

    @Property
    void shouldNeverShrinkShareWhenItsNeedGrows(
            @ForAll("needs") List<Double> needs,
            @ForAll @IntRange(max = 999) int which,
            @ForAll @LongRange(max = 1L << 40) long more,
            @ForAll @LongRange(max = 1L << 45) long budget) {
        double[] before = toArray(needs);
        int i = which % before.length;
        before[i] = Double.isNaN(before[i]) ? 0 : Math.max(0, before[i]);
        double[] after = before.clone();
        after[i] += more;
        assertThat(allocate(0, budget, after)[i])
                .isGreaterThanOrEqualTo(allocate(0, budget, before)[i]);
    }

    @Property
    void shouldNotDependOnOrderWhenFunctionsArePermuted(
            @ForAll("needs") List<Double> needs,
            @ForAll @LongRange(max = 1L << 45) long budget,
            @ForAll @IntRange(max = 999) int rotation) {
        double[] original = toArray(needs);
        int n = original.length;
        var rotated = new double[n];
        for (int i = 0; i < n; i++) {
            rotated[(i + rotation) % n] = original[i];
        }
        long[] shares = allocate(10, budget, original);
        long[] rotatedShares = allocate(10, budget, rotated);
        for (int i = 0; i < n; i++) {
            // Only a byte between equals may go to another.
            assertThat(Math.abs(rotatedShares[(i + rotation) % n] - shares[i]))
                    .isLessThanOrEqualTo(1);
        }
        Arrays.sort(shares);
        Arrays.sort(rotatedShares);
        assertThat(rotatedShares).isEqualTo(shares);
    }

    @Test
    void shouldKeepSharesWhenNeedsChangeLessThanHysteresis() {
        var policy = new AllocationPolicy(0, 0.2);
        var previous = new long[2];
        var shares = new long[2];
        assertThat(policy.allocate(1000, 2, new double[] {1, 1}, previous, shares)).isTrue();
        assertThat(shares).containsExactly(500, 500);
        assertThat(policy.allocate(1000, 2, new double[] {1100, 1000}, shares, previous)).isFalse();
        assertThat(previous).containsExactly(500, 500);
        assertThat(policy.allocate(1000, 2, new double[] {2000, 1000}, shares, previous)).isTrue();
        assertThat(previous).containsExactly(667, 333);
    }

    @Test
    void shouldMoveSharesWhenPreviousOnesAreNotValidAnyMore() {
        var policy = new AllocationPolicy(300, 1);
        var shares = new long[2];
        double[] needs = {1, 1};
        assertThat(policy.allocate(1000, 2, needs, new long[] {500, 400}, shares)).isTrue();
        assertThat(policy.allocate(1000, 2, needs, new long[] {800, 200}, shares)).isTrue();
        assertThat(policy.allocate(1000, 2, needs, new long[] {-500, 1500}, shares)).isTrue();
        assertThat(policy.allocate(1000, 2, needs, new long[] {600, 400}, shares)).isFalse();
        assertThat(policy.allocate(1000, 0, needs, new long[0], new long[0])).isFalse();
    }

    @Test
    void shouldAllocateNoMemoryWhenWarm() {
        var policy = new AllocationPolicy(MIB, 0.05);
        var needs = new double[1000];
        for (int i = 0; i < needs.length; i++) {
            needs[i] = 1e6 + 7919.0 * i;
        }
        var previous = new long[1000];
        var shares = new long[1000];
        for (int i = 0; i < 50; i++) {
            policy.allocate(16_000 * MIB, 1000, needs, previous, shares);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) {
            policy.allocate(16_000 * MIB, 1000, needs, previous, shares);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    }

    @Test
    void shouldRefuseConfigurationWhenOutOfRange() {
        assertThatThrownBy(() -> new AllocationPolicy(-1, 0)).hasMessageContaining("floorBytes=-1");
        assertThatThrownBy(() -> new AllocationPolicy(0, 1.5))
                .hasMessageContaining("hysteresis=1.5");
        assertThatThrownBy(() -> new AllocationPolicy(0, Double.NaN))
                .hasMessageContaining("hysteresis=NaN");
        assertThatThrownBy(() -> allocate(0, -1, 1)).hasMessageContaining("budgetBytes=-1");
    }

    @Provide
    Arbitrary<List<Double>> needs() {
        Arbitrary<Double> ordinary = Arbitraries.doubles().between(0, 1e9);
        Arbitrary<Double> odd =
                Arbitraries.of(
                        0.0,
                        -0.0,
                        -1.0,
                        1.0,
                        1e300,
                        Double.MIN_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, ordinary), net.jqwik.api.Tuple.of(1, odd))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private static double[] toArray(List<Double> needs) {
        return needs.stream().mapToDouble(Double::doubleValue).toArray();
    }
}

package io.forebay.shaping.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CommonTailTest {
    private static final long MIB = 1 << 20;

    private static DemandNeed needOf(long seed, double sizeBytes) {
        var random = new SplittableRandom(seed);
        var need = new DemandNeed();
        for (int window = 0; window < 300; window++) {
            double bytes = sizeBytes * random.nextDouble() * random.nextDouble();
            need.onWindow(bytes, bytes);
        }
        return need;
    }

    private static DemandNeed[] needs(int count) {
        var needs = new DemandNeed[count];
        Arrays.setAll(needs, i -> needOf(i, 1e4 * (1 + i % 50)));
        return needs;
    }

    private static double[] solve(long space, long floor, DemandNeed... needs) {
        var result = new double[needs.length];
        new CommonTail().solve(space, floor, needs.length, needs, result);
        return result;
    }

    @Test
    void shouldGiveEqualFunctionsEqualNeeds() {
        double[] needs = solve(MIB, 0, needOf(1, MIB), needOf(1, MIB));
        assertThat(needs[0]).isEqualTo(needs[1]);
        assertThat(needs[0]).isBetween(0.4 * MIB, 0.5 * MIB);
    }

    @Test
    void shouldGiveMoreToTheFunctionWithTheHeavierTail() {
        var steady = new DemandNeed();
        var bursty = new DemandNeed();
        for (int window = 0; window < 2000; window++) {
            steady.onWindow(100_000, 100_000);
            double burst = window % 20 == 0 ? 2_000_000 : 0;
            bursty.onWindow(burst, burst);
        }
        double[] needs = solve(1_500_000, 0, steady, bursty);
        // Both offer the same; the steady one never needs more than a window's bytes.
        assertThat(needs[0]).isLessThan(200_000);
        assertThat(needs[1]).isGreaterThan(1_000_000);
    }

    @Property(tries = 100)
    void shouldFillTheSpaceWhenNeedsExceedIt(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @LongRange(min = 1 << 16, max = 1 << 28) long space) {
        DemandNeed[] needs = needs(count);
        double all = (double) space;
        long floor = space / count / 20;
        double[] result = solve(space, floor, needs);
        double sum = DoubleStream.of(result).sum() + count * floor;
        assertThat(DoubleStream.of(result).min().orElseThrow()).isNotNegative();
        assertThat(sum).isLessThanOrEqualTo(all * 1.000001);
        double most = 0;
        for (DemandNeed need : needs) {
            most += Math.max((double) floor, need.exceededWith(1e-7));
        }
        // A step of a distribution may be left over where many functions share one.
        assertThat(sum).isGreaterThan(0.95 * Math.min(all, most));
    }

    @Property(tries = 100)
    void shouldMakeExactSharesWithThePolicy(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @LongRange(max = 1L << 40) long budget,
            @ForAll @LongRange(max = 1 << 20) long floor) {
        DemandNeed[] needs = needs(count);
        var shares = new long[count];
        new AllocationPolicy(floor, 0)
                .allocate(budget, count, solve(budget, floor, needs), new long[count], shares);
        assertThat(LongStream.of(shares).sum()).isEqualTo(budget);
        assertThat(LongStream.of(shares).min().orElseThrow())
                .isGreaterThanOrEqualTo(Math.min(floor, budget / count));
    }

    @Test
    void shouldAllocateNoMemoryWhenWarm() {
        DemandNeed[] needs = needs(1000);
        var result = new double[1000];
        var tail = new CommonTail();
        for (int i = 0; i < 20; i++) {
            tail.solve(16 * MIB, 100, 1000, needs, result);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
            tail.solve(16 * MIB, 100, 1000, needs, result);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    }
}

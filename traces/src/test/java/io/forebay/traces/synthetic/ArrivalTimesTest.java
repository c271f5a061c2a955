package io.forebay.traces.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    private static final int ARRIVALS = 2_000;

    @Property(tries = 100)
    void shouldKeepMeanGapWhenSteady(
            @ForAll @IntRange(min = 1_000, max = 10_000_000) int gapNanos,
            @ForAll @DoubleRange(max = 1) double jitter,
            @ForAll long seed) {
        var parameters = new SteadyArrivals.Parameters(gapNanos, jitter);
        long last = lastOf(new SteadyArrivals(parameters, new SplittableRandom(seed)));
        assertThat((double) last / ARRIVALS).isBetween(gapNanos * 0.8, gapNanos * 1.2);
    }

    @Property(tries = 100)
    void shouldNeverGoBackwardInBursts(
            @ForAll @IntRange(min = 1) int periodNanos,
            @ForAll @DoubleRange(max = 1) double jitter,
            @ForAll @IntRange(min = 1, max = 100) int length,
            @ForAll @IntRange(min = 1, max = 1_000_000) int gapNanos,
            @ForAll long seed) {
        var parameters = new BurstArrivals.Parameters(periodNanos, jitter, 1, length, gapNanos);
        lastOf(new BurstArrivals(parameters, new SplittableRandom(seed)));
    }

    @Property(tries = 100)
    void shouldNeverGoBackwardWhenOnAndOffAndSilent(
            @ForAll @IntRange(min = 1) int onNanos,
            @ForAll @IntRange(min = 1) int offNanos,
            @ForAll @IntRange(min = 1) int gapNanos,
            @ForAll long seed) {
        var parameters = new OnOffArrivals.Parameters(onNanos, offNanos, gapNanos);
        var onOff = new OnOffArrivals(parameters, new SplittableRandom(seed));
        lastOf(new SilentSpells(onOff, new SilentSpells.Parameters(1L << 30, 1L << 33)));
    }

    /** The last of many arrivals, which begin at 0 and never go backward. */
    private static long lastOf(ArrivalTimes arrivals) {
        long previous = arrivals.nextNanos();
        assertThat(previous).isZero();
        for (int i = 0; i < ARRIVALS; i++) {
            long now = arrivals.nextNanos();
            if (now < previous) {
                assertThat(now).as("arrival %d", i).isGreaterThanOrEqualTo(previous);
            }
            previous = now;
        }
        return previous;
    }

    @Test
    void shouldNameParameterThatIsOutOfRange() {
        assertRefused(() -> new SteadyArrivals.Parameters(0, 0), "gapNanos=0");
        assertRefused(() -> new SteadyArrivals.Parameters(1, 1.5), "jitter=1.5");
        assertRefused(() -> new BurstArrivals.Parameters(1, 0, 5, 4, 1), "mostLength=4");
        assertRefused(() -> new OnOffArrivals.Parameters(1, 0, 1), "offNanos=0");
        assertRefused(() -> new SilentSpells.Parameters(1, 0), "silentNanos=0");
        assertRefused(() -> new RequestSizes(512, 300, 4096, 1), "leastBytes=300");
        assertRefused(
                () -> new StridedAddresses.Parameters(0, 8192, 4096, 8192), "strideBytes=4096");
        assertRefused(
                () -> new SequentialAddresses.Parameters(0, 4096, 1, RequestSizes.fixed(512)),
                "spanBytes=4096");
        assertRefused(
                () -> new ZipfAddresses.Parameters(0, 8, 512, 1, RequestSizes.fixed(4096)),
                "slotBytes=512");
        assertRefused(() -> new ScanAnomaly.Parameters(5, 5, 1, 4096), "scanNanos=5");
        assertRefused(() -> new BlockGenerator.OperationMix(2, 0), "readShare=2.0");
        assertRefused(() -> new EthernetFlows.Parameters(0, 1, 1, 1), "flowCount=0");
    }

    private static void assertRefused(ThrowingCallable construction, String message) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

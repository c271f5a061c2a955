package io.forebay.shaping.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.DemandForecast;
import io.forebay.shaping.Golden;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DemandNeedTest {
    private static final long WINDOW_NANOS = 100_000_000;
    private static final double KIB = 1024;

    private final DemandNeed need = new DemandNeed();

    private static DemandForecast forecast(long window, long observed, double expected) {
        return new DemandForecast(
                "nvme0/vf1",
                window * WINDOW_NANOS,
                WINDOW_NANOS,
                1L,
                observed,
                1.0,
                expected,
                2 * expected);
    }

    @Test
    void shouldNeedAboutAMebibyteWhenNothingIsKnown() {
        assertThat(need.exceededWith(0.5)).isBetween(512 * KIB, 1024 * KIB);
        assertThat(need.exceededWith(1)).isZero();
        assertThat(need.meanBytes()).isZero();
    }

    @Test
    void shouldAnswerQuantilesWhenNeedsAreRandom() {
        // Each window is as likely to need 20 KiB as 100 KiB; one in twenty needs 800 KiB.
        var random = new SplittableRandom(3);
        for (int window = 0; window < 5000; window++) {
            double bytes = random.nextInt(20) == 0 ? 800 : random.nextBoolean() ? 20 : 100;
            need.onWindow(bytes * KIB, bytes * KIB);
        }
        assertThat(need.exceededWith(0.9)).isLessThan(22.7 * KIB);
        assertThat(need.exceededWith(0.3)).isBetween(64 * KIB, 129 * KIB);
        assertThat(need.exceededWith(0.01)).isBetween(724 * KIB, 1024 * KIB);
        assertThat(need.meanBytes()).isCloseTo(97 * KIB, within(8 * KIB));
    }

    @Test
    void shouldKnowWhenABurstComesAfterAQuietWindow() {
        for (int window = 0; window < 400; window++) {
            double bytes = window % 2 == 0 ? 1024 * KIB : 4 * KIB;
            need.onWindow(bytes, bytes);
        }
        assertThat(need.exceededWith(0.5)).as("after 4 KiB").isGreaterThan(700 * KIB);
        need.onWindow(1024 * KIB, 1024 * KIB);
        assertThat(need.exceededWith(0.5)).as("after 1 MiB").isLessThan(8 * KIB);
    }

    @Test
    void shouldLearnHowFarNeedsExceedForecasts() {
        // The forecast is a fourth of what comes, always.
        for (int window = 1; window < 300; window++) {
            long bytes = window % 3 == 0 ? 256 << 10 : 16 << 10;
            double next = window % 3 == 2 ? 64 << 10 : 4 << 10;
            need.onForecast(forecast(window, bytes, next));
        }
        need.onForecast(forecast(300, 256 << 10, 4 << 10));
        assertThat(need.exceededWith(0.5)).isLessThan(17 * KIB);
        need.onForecast(forecast(301, 16 << 10, 64 << 10));
        assertThat(need.exceededWith(0.5)).isGreaterThan(180 * KIB);
    }

    @Test
    void shouldCountMissingWindowsAsIdle() {
        var gappy = new DemandNeed();
        var explicit = new DemandNeed();
        for (int window = 1; window <= 40; window += 4) {
            gappy.onForecast(forecast(window, 9000, Double.NaN));
            explicit.onForecast(forecast(window, 9000, Double.NaN));
            for (int idle = 1; idle < 4; idle++) {
                explicit.onForecast(forecast(window + idle, 0, Double.NaN));
            }
        }
        gappy.onIdleUntil(40 * WINDOW_NANOS);
        assertThat(gappy.toBytes()).isEqualTo(explicit.toBytes());
        gappy.onIdleUntil(40 * WINDOW_NANOS);
        assertThat(gappy.toBytes()).as("told twice").isEqualTo(explicit.toBytes());
    }

    @Test
    void shouldMissNoIdleWindowWhenTimesAreOfToday() {
        // A double tells times of today apart by 256 ns, of which this window is no multiple.
        long windowNanos = 10_000_000;
        long firstEnd = 1_767_225_600_000_000_000L + windowNanos;
        var gappy = new DemandNeed();
        var explicit = new DemandNeed();
        for (long window = 0; window < 200; window++) {
            var forecast =
                    new DemandForecast(
                            "nvme0/vf1",
                            firstEnd + window * windowNanos,
                            windowNanos,
                            1L,
                            window % 2 == 0 ? 9000L : 0L,
                            1.0,
                            Double.NaN,
                            Double.NaN);
            explicit.onForecast(forecast);
            if (window % 2 == 0) {
                gappy.onForecast(forecast);
            }
        }
        gappy.onIdleUntil(firstEnd + 199 * windowNanos);
        assertThat(gappy.toBytes()).isEqualTo(explicit.toBytes());
    }

    @Test
    void shouldForgetBurstsWhenDemandStops() {
        need.onForecast(forecast(1, 8 << 20, Double.NaN));
        double before = need.exceededWith(0.1);
        need.onIdleUntil(Long.MAX_VALUE);
        assertThat(need.exceededWith(0.1)).isLessThan(before / 100);
    }

    @Test
    void shouldTeachOnlySizeWhenWindowIsLate() {
        need.onForecast(forecast(5, 10 << 10, 10 << 10));
        double before = need.exceededWith(0.1);
        need.onForecast(forecast(4, 4 << 20, 5 << 20));
        assertThat(need.exceededWith(0.1)).isGreaterThan(before);
        assertThat(need.meanBytes()).isEqualTo(10 * KIB);
    }

    @Test
    void shouldStayFiniteWhenForecastIsNot() {
        need.onForecast(forecast(1, -5, Double.NaN));
        need.onForecast(forecast(2, Long.MAX_VALUE, Double.POSITIVE_INFINITY));
        need.onForecast(forecast(Long.MAX_VALUE / WINDOW_NANOS, 0, Double.NEGATIVE_INFINITY));
        for (double probability : new double[] {1e-300, 1e-9, 0.5, 1}) {
            assertThat(need.exceededWith(probability)).isBetween(0.0, 1e12);
        }
    }

    @Property(tries = 200)
    void shouldNeedMoreWhenLessRiskIsTaken(
            @ForAll @IntRange(max = 10_000) int seed,
            @ForAll @IntRange(min = 1, max = 100_000) int windowsPerLoss,
            @ForAll @IntRange(min = 1, max = 100) int factor) {
        double risk = 1.0 / windowsPerLoss;
        var random = new SplittableRandom(seed);
        var any = new DemandNeed();
        for (int window = random.nextInt(200); window > 0; window--) {
            double bytes = Math.scalb(random.nextDouble(), random.nextInt(35));
            any.onWindow(bytes, 2 * bytes);
        }
        assertThat(any.exceededWith(risk)).isGreaterThanOrEqualTo(any.exceededWith(risk * factor));
    }

    @Test
    void shouldContinueBitForBitAfterRestore() {
        var random = new SplittableRandom(9);
        for (int window = 1; window < 100; window++) {
            need.onForecast(forecast(window, random.nextInt(1 << 22), random.nextInt(1 << 20)));
        }
        DemandNeed restored = DemandNeed.fromBytes(need.toBytes());
        need.onForecast(forecast(103, 99, 5));
        restored.onForecast(forecast(103, 99, 5));
        assertThat(restored.toBytes()).isEqualTo(need.toBytes());
        assertThat(restored.exceededWith(0.07)).isEqualTo(need.exceededWith(0.07));
    }

    @Test
    void shouldKeepReleasedFormat() {
        need.onForecast(forecast(1, 4096, 512));
        need.onForecast(forecast(3, 40_960, 2048));
        byte[] golden = Golden.bytes("demand-need-v1.hex");
        assertThat(need.toBytes()).isEqualTo(golden);
        assertThat(DemandNeed.fromBytes(golden).toBytes()).isEqualTo(golden);
    }

    @Test
    void shouldRefuseSnapshotWhenItDoesNotFit() {
        need.onForecast(forecast(1, 4096, 512));
        byte[] snapshot = need.toBytes();
        for (int length = 1; length < snapshot.length; length++) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> DemandNeed.fromBytes(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=" + length);
        }
        assertThatThrownBy(() -> DemandNeed.fromBytes(Arrays.copyOf(snapshot, snapshot.length + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wrong demand need length");
        assertThatThrownBy(() -> DemandNeed.fromBytes(new byte[] {7}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=7");
        assertThatThrownBy(() -> DemandNeed.fromBytes(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=none");
        // The first count of the first table.
        Arrays.fill(snapshot, snapshot.length - 39 * 4, snapshot.length - 38 * 4, (byte) 0xff);
        assertThatThrownBy(() -> DemandNeed.fromBytes(snapshot))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a count");
    }
}

package io.forebay.shaping.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.DemandForecast;
import io.forebay.shaping.Golden;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandNeedTest {
    private static final long WINDOW_NANOS = 100_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DemandNeed need = new DemandNeed(SECOND);

    private static DemandForecast forecast(
            long window, long observed, double expected, double quantile) {
        return new DemandForecast(
                "nvme0/vf1",
                window * WINDOW_NANOS,
                WINDOW_NANOS,
                1L,
                observed,
                1.0,
                expected,
                quantile);
    }

    @Test
    void shouldNeedNothingWhenNothingIsKnown() {
        assertThat(need.needBytes(0)).isZero();
    }

    @Test
    void shouldDecayPeakWithTimeWhenDemandStops() {
        need.onForecast(forecast(1, 1_000_000, 0, 0));
        assertThat(need.needBytes(WINDOW_NANOS)).isEqualTo(1_000_000);
        assertThat(need.needBytes(11 * WINDOW_NANOS)).isCloseTo(367_879, within(1.0));
        need.onForecast(forecast(11, 1000, 0, 0));
        assertThat(need.needBytes(11 * WINDOW_NANOS)).isCloseTo(367_879, within(1.0));
        assertThat(need.needBytes(Long.MAX_VALUE)).isZero();
    }

    @Test
    void shouldCoverForecastWhenItExceedsThePast() {
        need.onForecast(forecast(1, 10, 700, 900));
        assertThat(need.needBytes(WINDOW_NANOS)).isEqualTo(900);
        need.onForecast(forecast(2, 10, 700, 20));
        assertThat(need.needBytes(2 * WINDOW_NANOS)).isEqualTo(700);
        assertThat(need.needBytes(4 * WINDOW_NANOS)).as("forecast is over").isLessThan(10.1);
    }

    @Test
    void shouldNotGoBackWhenWindowIsLate() {
        need.onForecast(forecast(5, 10, 50, 60));
        need.onForecast(forecast(4, 500, 5000, 6000));
        assertThat(need.needBytes(5 * WINDOW_NANOS)).isEqualTo(500);
    }

    @Test
    void shouldStayFiniteWhenForecastIsNot() {
        need.onForecast(forecast(1, -5, Double.NaN, Double.POSITIVE_INFINITY));
        assertThat(need.needBytes(WINDOW_NANOS)).isZero();
    }

    @Test
    void shouldContinueBitForBitAfterRestore() {
        need.onForecast(forecast(1, 123_456, 7, 9));
        DemandNeed restored = DemandNeed.fromBytes(SECOND, need.toBytes());
        need.onForecast(forecast(3, 99, 5, 8));
        restored.onForecast(forecast(3, 99, 5, 8));
        assertThat(restored.toBytes()).isEqualTo(need.toBytes());
        assertThat(restored.needBytes(1L << 40)).isEqualTo(need.needBytes(1L << 40));
    }

    @Test
    void shouldKeepReleasedFormat() {
        need.onForecast(forecast(1, 4096, 512, 2048));
        byte[] golden = Golden.bytes("demand-need-v1.hex");
        assertThat(need.toBytes()).isEqualTo(golden);
        assertThat(DemandNeed.fromBytes(SECOND, golden).toBytes()).isEqualTo(golden);
    }

    @Test
    void shouldRefuseSnapshotWhenItDoesNotFit() {
        assertThatThrownBy(() -> DemandNeed.fromBytes(SECOND, new byte[] {7}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=7");
        assertThatThrownBy(() -> DemandNeed.fromBytes(SECOND, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=none");
        assertThatThrownBy(() -> DemandNeed.fromBytes(SECOND, new byte[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=2");
        assertThatThrownBy(() -> new DemandNeed(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeConstant");
    }
}

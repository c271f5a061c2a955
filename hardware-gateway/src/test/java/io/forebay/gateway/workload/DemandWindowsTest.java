package io.forebay.gateway.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.WindowGrid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandWindowsTest {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final DemandWindows windows = new DemandWindows(new WindowGrid(100));
    private final List<Long> active = new ArrayList<>();
    private int ticks;

    @Test
    void shouldBeSilentBeforeFirstElement() {
        assertThat(windows.nextTickNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldTickAtEndOfActiveWindowAndTwentyIdleOnesThenMoreRarely() {
        arrive(1_000);
        arrive(1_099);
        assertThat(windows.nextTickNanos()).isEqualTo(1_100 * NANOS_PER_MILLI);
        runTo(1_100 + 20 * 100);
        assertThat(active).containsExactly(1_100L);
        assertThat(ticks).isEqualTo(21);
        assertThat(windows.nextTickNanos()).isEqualTo(3_300 * NANOS_PER_MILLI);
        runTo(10L * 365 * 24 * 3600 * 1000);
        assertThat(ticks).isBetween(100, 250);
        assertThat(windows.isNextRare()).isTrue();
    }

    @Test
    void shouldTickWithinAnEighthOfAnySilence() {
        arrive(1_000);
        long last = 1_100;
        while (last < 1_000_000) {
            long next = windows.nextTickNanos() / NANOS_PER_MILLI;
            assertThat(next - last).isLessThanOrEqualTo(Math.max(100, (last - 1_100) / 8));
            windows.tick();
            last = next;
        }
    }

    @Test
    void shouldCountElementAtBoundaryToNextWindow() {
        arrive(1_000);
        arrive(1_100);
        runTo(1_200);
        assertThat(active).containsExactly(1_100L, 1_200L);
    }

    @Test
    void shouldStartAgainAfterSilence() {
        arrive(0);
        arrive(1_000_050);
        assertThat(ticks).isBetween(60, 120);
        runTo(1_000_100);
        assertThat(active).containsExactly(100L, 1_000_100L);
    }

    @Test
    void shouldCountIdleWindowsFromLastActiveOne() {
        arrive(0);
        arrive(1_950);
        runTo(2_000 + 20 * 100);
        assertThat(active).containsExactly(100L, 2_000L);
        assertThat(ticks).isEqualTo(40);
    }

    private void arrive(long timeMillis) {
        runTo(timeMillis);
        windows.arrived(timeMillis * NANOS_PER_MILLI);
    }

    private void runTo(long timeMillis) {
        while (windows.nextTickNanos() <= timeMillis * NANOS_PER_MILLI) {
            long end = windows.nextTickNanos();
            ticks++;
            if (windows.tick()) {
                active.add(end / NANOS_PER_MILLI);
            }
        }
    }
}

package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowGridTest {
    @Test
    void shouldRefuseWindowWithoutLength() {
        assertThatThrownBy(() -> new WindowGrid(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window is too short: windowMillis=0");
    }

    @Test
    void shouldAlignWindowsToEpoch() {
        var grid = new WindowGrid(100);

        assertThat(grid.indexOf(99_999_999)).isZero();
        assertThat(grid.indexOf(100_000_000)).isEqualTo(1);
        assertThat(grid.startNanos(1)).isEqualTo(100_000_000);
        assertThat(grid.endNanos(1)).isEqualTo(200_000_000);
        assertThat(grid.timerMillis(1)).isEqualTo(199);
    }

    @Property(tries = 500)
    void shouldHoldTimeInItsWindow(
            @ForAll @LongRange(min = 0, max = 1L << 62) long nanos,
            @ForAll @LongRange(min = 1, max = 3_600_000) long windowMillis) {
        var grid = new WindowGrid(windowMillis);
        long index = grid.indexOf(nanos);

        assertThat(nanos).isBetween(grid.startNanos(index), grid.endNanos(index) - 1);
        assertThat(grid.indexOfTimer(grid.timerMillis(index))).isEqualTo(index);
        // A timer is due exactly when no time of the window is still to come.
        assertThat(WindowGrid.millisOf(nanos)).isLessThanOrEqualTo(grid.timerMillis(index));
        assertThat(WindowGrid.millisOf(grid.endNanos(index)))
                .isEqualTo(grid.timerMillis(index) + 1);
    }
}

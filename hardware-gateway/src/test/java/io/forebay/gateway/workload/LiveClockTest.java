package io.forebay.gateway.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveClockTest {
    private long wallNanos = -500;

    @Test
    void shouldFollowWallClockAtItsSpeed() {
        var clock = new LiveClock(() -> wallNanos, 4);
        clock.set(1_000);
        wallNanos += 25;
        assertThat(clock.nanos()).isEqualTo(1_100);
        assertThat(clock.wallUntil(1_100)).isZero();
        assertThat(clock.wallUntil(1_101)).isEqualTo(1);
        assertThat(clock.wallUntil(1_200)).isEqualTo(25);
    }

    @Test
    void shouldHaveReachedTimeWhenWaitIsOver() {
        var clock = new LiveClock(() -> wallNanos, 0.3);
        clock.set(0);
        wallNanos += clock.wallUntil(1_000);
        assertThat(clock.nanos()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void shouldStayInRangeWhenTimesAreExtreme() {
        var clock = new LiveClock(() -> wallNanos, 1e9);
        clock.set(Long.MAX_VALUE - 10);
        wallNanos += 1_000_000;
        assertThat(clock.nanos()).isEqualTo(Long.MAX_VALUE);
        var slow = new LiveClock(() -> wallNanos, 1e-9);
        slow.set(0);
        assertThat(slow.wallUntil(Long.MAX_VALUE)).isPositive();
    }
}

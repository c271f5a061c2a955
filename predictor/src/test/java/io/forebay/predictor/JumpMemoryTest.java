package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JumpMemoryTest {
    private final JumpMemory jumps = new JumpMemory(64);

    @Test
    void shouldRememberJumpWhenItWasASurprise() {
        jumps.add(77, 1_000_000, 16, false);
        int entry = jumps.find(77);
        assertThat(entry).isNotEqualTo(JumpMemory.NONE);
        assertThat(jumps.distance(entry)).isEqualTo(1_000_000);
        assertThat(jumps.length(entry)).isEqualTo(16);
        assertThat(jumps.find(78)).isEqualTo(JumpMemory.NONE);
    }

    @Test
    void shouldTakeNoRoomWhenTheRunSimplyGoesOn() {
        jumps.add(77, 0, 16, true);
        assertThat(jumps.find(77)).isEqualTo(JumpMemory.NONE);
    }

    @Test
    void shouldGiveWayOnlyWhenWornDown() {
        int other = 77 + (3 << 16);
        jumps.add(77, 5, 16, false);
        jumps.add(77, 5, 16, false);
        jumps.add(other, 9, 16, false);
        assertThat(jumps.count(jumps.find(77))).isEqualTo(1);
        jumps.add(other, 9, 16, false);
        assertThat(jumps.find(77)).isEqualTo(JumpMemory.NONE);
        assertThat(jumps.distance(jumps.find(other))).isEqualTo(9);
    }

    @Test
    void shouldForgetJumpWhenTheRunGoesOnInstead() {
        jumps.add(77, 5, 16, false);
        jumps.add(77, 0, 16, true);
        assertThat(jumps.find(77)).isEqualTo(JumpMemory.NONE);
    }

    @Test
    void shouldNotKeepDistanceWhenItIsTooFar() {
        jumps.add(77, 1L << 40, 16, false);
        assertThat(jumps.find(77)).isEqualTo(JumpMemory.NONE);
    }
}

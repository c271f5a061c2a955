package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachAheadTest {
    private final ReachAhead reach = new ReachAhead(256);

    @Test
    void shouldLeaveCandidatesAloneWhenNothingComesLate() {
        reach.onTime();
        reach.onWaste();
        assertThat(reach.beyondBlocks()).isZero();
        assertThat(reach.firstOf(101, 100)).isEqualTo(101);
        assertThat(reach.lastOf(133, 164, 100)).isEqualTo(164);
    }

    @Test
    void shouldMoveTheWindowOutWhenBlocksComeLate() {
        late(40);
        assertThat(reach.firstOf(101, 100)).isEqualTo(140);
        assertThat(reach.lastOf(133, 164, 100)).isEqualTo(204);
    }

    @Test
    void shouldStayWithinTheBuffer() {
        late(10_000);
        assertThat(reach.lastOf(133, 164, 100)).isEqualTo(100 + 256);
    }

    @Test
    void shouldComeBackWhenBlocksAreWasted() {
        late(40);
        for (int i = 0; i < 40; i++) {
            reach.onWaste();
        }
        assertThat(reach.beyondBlocks()).isEqualTo(20);
    }

    @Test
    void shouldNotTouchCandidatesElsewhere() {
        late(40);
        assertThat(reach.firstOf(5_000, 100)).isEqualTo(5_000);
        assertThat(reach.lastOf(5_000, 5_007, 100)).isEqualTo(5_007);
        assertThat(reach.firstOf(20, 100)).isEqualTo(20);
    }

    private void late(int blocks) {
        for (int i = 0; i < blocks; i++) {
            reach.onLate();
        }
    }
}

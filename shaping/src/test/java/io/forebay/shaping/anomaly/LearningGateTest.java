package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearningGateTest {
    @Test
    void shouldCountBlocksWhenThereWasNoIncident() {
        var gate = new LearningGate();
        for (int i = 0; i < 10; i++) {
            assertThat(block(gate, false)).isTrue();
        }
    }

    @Test
    void shouldLeaveOutTheBlockOfAnIncidentOneBlockLater() {
        var gate = new LearningGate();
        assertThat(block(gate, false)).isTrue();
        assertThat(block(gate, true)).isTrue();
        assertThat(block(gate, false)).isFalse();
        assertThat(block(gate, false)).isTrue();
    }

    @Test
    void shouldTakeForNormalInTheEndWhatGoesOn() {
        var gate = new LearningGate();
        int leftOut = 0;
        for (int i = 0; i < 40; i++) {
            leftOut += block(gate, true) ? 0 : 1;
        }
        assertThat(leftOut).isEqualTo(20);
    }

    @Test
    void shouldTakeForNormalInTheEndWhatComesAgainAndAgain() {
        var gate = new LearningGate();
        int leftOut = 0;
        for (int i = 0; i < 400; i++) {
            leftOut += block(gate, i % 4 == 0) ? 0 : 1;
        }
        assertThat(leftOut).isBetween(20, 40);
    }

    private static boolean block(LearningGate gate, boolean hasIncident) {
        for (int i = 1; i < BlockTail.BLOCK_WINDOWS; i++) {
            assertThat(gate.add(hasIncident && i == 5)).isFalse();
        }
        assertThat(gate.add(false)).isTrue();
        return gate.endBlock();
    }
}

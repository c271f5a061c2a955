package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReuseMemoryTest {
    private final ReuseMemory reuse = new ReuseMemory(64);

    @Test
    void shouldTellHowOftenWhenPlaceIsReadAgain() {
        assertThat(reuse.add(5)).isZero();
        int second = reuse.add(5);
        int third = reuse.add(5);
        assertThat(second).isPositive();
        assertThat(third).isGreaterThan(second).isLessThanOrEqualTo(ReuseMemory.CLASSES);
    }

    @Test
    void shouldTellLatelyFromLongAgo() {
        reuse.add(5);
        int lately = reuse.add(5);
        var slow = new ReuseMemory(64);
        slow.add(5);
        for (int i = 0; i < 40; i++) {
            slow.add(1_000 + i);
        }
        assertThat(slow.add(5)).isNotEqualTo(lately);
    }

    @Test
    void shouldStayWithinClassesWhateverIsRead() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(reuse.add(i * 7919L % 300)).isBetween(0, ReuseMemory.CLASSES);
        }
    }
}

package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EvictionRegretTest {
    private final EvictionRegret regret = new EvictionRegret();

    private void stageAndLose(int blocks, boolean readAfterAll) {
        for (long block = 0; block < blocks; block++) {
            regret.onStaged();
            regret.onEvicted(block);
            long read = readAfterAll ? block : -1 - block;
            regret.onRead(read, read);
        }
    }

    @Test
    void shouldAskNothingWhenEvictedBlocksAreNotRead() {
        stageAndLose(5_000, false);
        assertThat(regret.price()).isZero();
    }

    @Test
    void shouldRaiseThePriceWhenEvictedBlocksAreRead() {
        stageAndLose(5_000, true);
        assertThat(regret.price()).isGreaterThan(0.3);
    }

    @Test
    void shouldLowerThePriceWhenNothingIsStagedAnyMore() {
        stageAndLose(5_000, true);
        for (int i = 0; i < 10_000; i++) {
            regret.onRead(1_000_000L + i, 1_000_000L + i);
        }
        assertThat(regret.price()).isLessThan(0.001);
    }

    @Test
    void shouldBeTheSameAfterRestore() {
        stageAndLose(100, true);
        var snapshot = ByteBuffer.allocate(EvictionRegret.SNAPSHOT_BYTES);
        regret.write(snapshot);
        var restored = new EvictionRegret();
        restored.read(snapshot.flip());
        assertThat(restored.price()).isEqualTo(regret.price());
    }
}

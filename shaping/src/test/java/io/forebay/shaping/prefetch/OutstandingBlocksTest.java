package io.forebay.shaping.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OutstandingBlocksTest {
    private static final int STALE = 2;

    @Property(tries = 200)
    void shouldAgreeWithModelWhateverHappens(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int capacity) {
        var random = new SplittableRandom(seed);
        var blocks = new OutstandingBlocks(capacity);
        Map<Long, Boolean> model = new LinkedHashMap<>();
        for (int i = 0; i < 400; i++) {
            long block = random.nextInt(2 * capacity) * 1024L;
            int slot = blocks.find(block);
            assertThat(slot != OutstandingBlocks.NONE).isEqualTo(model.containsKey(block));
            if (slot == OutstandingBlocks.NONE && !blocks.isFull()) {
                blocks.add(block, i, 3);
                model.put(block, true);
            } else if (slot != OutstandingBlocks.NONE && random.nextBoolean()) {
                blocks.remove(slot);
                model.remove(block);
            } else if (slot != OutstandingBlocks.NONE) {
                blocks.settle(slot, STALE);
                model.put(block, false);
            }
            assertSame(blocks, model);
        }
        var copy = new OutstandingBlocks(capacity);
        var snapshot = ByteBuffer.allocate(blocks.snapshotBytes());
        blocks.write(snapshot);
        copy.read(snapshot.flip());
        assertSame(copy, model);
    }

    private static void assertSame(OutstandingBlocks blocks, Map<Long, Boolean> model) {
        assertThat(blocks.size()).isEqualTo(model.size());
        assertThat(blocks.live())
                .isEqualTo((int) model.values().stream().filter(live -> live).count());
        int slot = blocks.oldest();
        int firstLive = OutstandingBlocks.NONE;
        for (Map.Entry<Long, Boolean> entry : model.entrySet()) {
            assertThat(blocks.block(slot)).isEqualTo(entry.getKey());
            assertThat(blocks.settled(slot) == 0).isEqualTo(entry.getValue());
            if (firstLive == OutstandingBlocks.NONE && entry.getValue()) {
                firstLive = slot;
            }
            slot = blocks.next(slot);
        }
        assertThat(slot).isEqualTo(OutstandingBlocks.NONE);
        assertThat(blocks.oldestUnsettled()).isEqualTo(firstLive);
    }

    @Test
    void shouldRefuseSnapshotWhenItHoldsMoreThanFits() {
        var many = new OutstandingBlocks(4);
        for (int i = 0; i < 4; i++) {
            many.add(i, i, 0);
        }
        var snapshot = ByteBuffer.allocate(many.snapshotBytes());
        many.write(snapshot);
        assertThatThrownBy(() -> new OutstandingBlocks(3).read(snapshot.flip()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count=4");
    }
}

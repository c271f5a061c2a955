package io.forebay.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RangeIndexPropertyTest {
    private static final int IDS = 80;

    @Property(tries = 100)
    void shouldFindTheLatestOverlapThatAScanFinds(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var index = new RangeIndex();
        long[] from = new long[IDS];
        long[] to = new long[IDS];
        long[] sequence = new long[IDS];
        boolean[] held = new boolean[IDS];
        int root = PendingElements.NIL;
        for (int step = 0; step < 1_500; step++) {
            int id = random.nextInt(IDS);
            if (held[id]) {
                root = index.remove(root, id);
                held[id] = false;
            } else {
                from[id] = random.nextLong(200) - 100;
                to[id] = from[id] + 1 + random.nextInt(random.nextInt(8) == 0 ? 200 : 10);
                sequence[id] = step;
                root = index.insert(root, id, from[id], to[id], step);
                held[id] = true;
            }
            long low = random.nextLong(220) - 110;
            long high = low + 1 + random.nextInt(20);
            long before = random.nextInt(step + 2);
            int expected = PendingElements.NIL;
            for (int i = 0; i < IDS; i++) {
                if (held[i]
                        && from[i] < high
                        && low < to[i]
                        && sequence[i] < before
                        && (expected < 0 || sequence[i] > sequence[expected])) {
                    expected = i;
                }
            }
            assertThat(index.latestOverlap(root, low, high, before)).isEqualTo(expected);
        }
        for (int id = 0; id < IDS; id++) {
            root = held[id] ? index.remove(root, id) : root;
        }
        assertThat(root).isEqualTo(PendingElements.NIL);
    }
}

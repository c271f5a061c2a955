package io.forebay.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IndexedHeapPropertyTest {
    @Property(tries = 100)
    void shouldPeekTheLeastOfWhatItHolds(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var places = new IndexedHeap.Places();
        // Two heaps over one set of places, as the levels of a scheduler.
        IndexedHeap[] heaps = {new IndexedHeap(places), new IndexedHeap(places)};
        List<Map<Integer, Long>> models = List.of(new HashMap<>(), new HashMap<>());
        for (int step = 0; step < 1_000; step++) {
            int id = random.nextInt(100);
            int which = random.nextInt(2);
            Map<Integer, Long> model = models.get(which);
            Map<Integer, Long> other = models.get(1 - which);
            if (model.containsKey(id)) {
                assertThat(heaps[which].contains(id)).isTrue();
                heaps[which].remove(id);
                model.remove(id);
            } else if (!other.containsKey(id)) {
                long key = random.nextInt(50);
                heaps[which].add(id, key);
                model.put(id, key);
            }
            assertThat(heaps[which].contains(id)).isEqualTo(model.containsKey(id));
            assertThat(heaps[which].size()).isEqualTo(model.size());
            int least =
                    model.entrySet().stream()
                            .min(
                                    Comparator.comparing(Map.Entry<Integer, Long>::getValue)
                                            .thenComparing(Map.Entry::getKey))
                            .map(Map.Entry::getKey)
                            .orElse(IndexedHeap.NONE);
            assertThat(heaps[which].peek()).isEqualTo(least);
            assertThat(heaps[which].peekKey())
                    .isEqualTo(least < 0 ? Long.MAX_VALUE : model.get(least));
        }
    }

    @Example
    void shouldRefuseIdsThatAreHeldTwiceOrNotAtAll() {
        var heap = new IndexedHeap();
        heap.add(3, 1);
        assertThatThrownBy(() -> heap.add(3, 2)).hasMessageContaining("id=3");
        assertThatThrownBy(() -> heap.remove(4)).hasMessageContaining("id=4");
    }
}

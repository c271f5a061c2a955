package io.forebay.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UrgencyHeapPropertyTest {
    private record Entry(double urgency, long ticket) {}

    @Property(tries = 100)
    void shouldPeekTheMostUrgentThenTheOldestWhateverHappened(@ForAll long seed) {
        var random = new Random(seed);
        var heap = new UrgencyHeap();
        Map<Integer, Entry> held = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            int flow = random.nextInt(40);
            if (random.nextInt(3) == 0) {
                heap.remove(flow);
                held.remove(flow);
            } else {
                // Few urgencies, so that tickets decide often.
                var entry = new Entry(random.nextInt(4) / 4.0, step);
                heap.put(flow, entry.urgency(), entry.ticket());
                held.put(flow, entry);
            }
            int expected =
                    held.entrySet().stream()
                            .min(
                                    Comparator.comparingDouble(
                                                    (Map.Entry<Integer, Entry> e) ->
                                                            -e.getValue().urgency())
                                            .thenComparingLong(e -> e.getValue().ticket()))
                            .map(Map.Entry::getKey)
                            .orElse(UrgencyHeap.NONE);
            assertThat(heap.peek()).isEqualTo(expected);
            assertThat(heap.contains(flow)).isEqualTo(held.containsKey(flow));
        }
    }
}

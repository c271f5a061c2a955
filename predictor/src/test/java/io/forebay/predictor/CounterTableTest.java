package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CounterTableTest {
    private static float probability(CounterTable table, int context, int node) {
        int place = table.find(context, node);
        return place < 0 ? 0.5f : Logistic.squash(table.stretch(place));
    }

    private static void learn(CounterTable table, int context, int node, int bit) {
        table.update(table.find(context, node), context, bit, 100);
    }

    @Test
    void shouldApproachShareOfOnesWhenItLearns() {
        var table = new CounterTable(64);
        for (int i = 0; i < 1_000; i++) {
            learn(table, 0x5500_0007, 3, i % 4 == 0 ? 1 : 0);
        }
        assertThat((double) probability(table, 0x5500_0007, 3)).isCloseTo(0.25, within(0.03));
    }

    @Test
    void shouldKeepOftenSeenContextsWhenManyPassBy() {
        var table = new CounterTable(64);
        int kept = 0x7700_0010;
        for (int i = 0; i < 50; i++) {
            learn(table, kept, 1, 1);
        }
        for (int i = 0; i < 10_000; i++) {
            learn(table, Hashing.mix(1, i), 5, 0);
        }
        assertThat(probability(table, kept, 1)).isGreaterThan(0.9f);
    }

    @Property(tries = 200)
    void shouldSayNothingOfContextsNotSeenWhenTableIsLarge(@ForAll @Size(max = 50) int[] contexts) {
        var table = new CounterTable(1 << 16);
        var seen = new HashMap<Integer, Boolean>();
        for (int context : contexts) {
            int hash = Hashing.mix(7, context);
            assertThat(table.find(hash, 0) >= 0).isEqualTo(seen.containsKey(hash));
            learn(table, hash, 0, 1);
            seen.put(hash, true);
        }
    }
}

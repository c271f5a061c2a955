package io.forebay.gateway.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.PrefetchResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random commands, reads, writes and time on one function's buffer. */
class PrefetchBufferPropertyTest {
    private static final long LIFE_NANOS = 40;

    private final Map<Long, List<PrefetchResult>> outcomes = new HashMap<>();

    @Property(tries = 200)
    void shouldReportOneOutcomeForEachBlockAndKeepItsBudget(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int capacity) {
        outcomes.clear();
        var random = new SplittableRandom(seed);
        var buffer =
                new PrefetchBuffer(
                        capacity,
                        0,
                        (function, result, first, count) -> {
                            for (long block = first; block < first + count; block++) {
                                outcomes.computeIfAbsent(block, b -> new ArrayList<>()).add(result);
                            }
                        });
        var lookup = new PrefetchBuffer.Lookup();
        var flights = new ArrayDeque<int[]>();
        Map<Long, Integer> asked = new HashMap<>();
        for (long now = 1; now < 400; now++) {
            long first = random.nextInt(24);
            long last = random.nextInt(6) == 0 ? 1L << 50 : first + random.nextInt(4);
            switch (random.nextInt(6)) {
                case 0 -> {
                    int count = 1 + random.nextInt(5);
                    for (long block = first; block < first + count; block++) {
                        asked.merge(block, 1, Integer::sum);
                    }
                    buffer.enqueue(first, count, now + LIFE_NANOS, block -> block % 11 == 0);
                }
                case 1 -> {
                    int[] slots = new int[1 + random.nextInt(3)];
                    int count = buffer.startFetch(slots, block -> block % 7 == 0);
                    flights.add(Arrays.copyOf(slots, count));
                }
                case 2 -> finishOldest(buffer, flights, now);
                case 3 -> {
                    buffer.lookUp(first, last, false, 3, lookup);
                    assertThat(lookup.hitBlocks).isBetween(lookup.awaitedBlocks, capacity);
                    buffer.lookUp(first, last, false, 3, lookup);
                    assertThat(lookup.hitBlocks).as("a block is used once").isZero();
                }
                case 4 -> {
                    buffer.invalidate(first, last);
                    buffer.lookUp(first, last, false, 3, lookup);
                    assertThat(lookup.hitBlocks).as("overwritten blocks are gone").isZero();
                }
                default -> {
                    buffer.expire(now);
                    assertThat(buffer.nextExpiryNanos()).isGreaterThan(now);
                }
            }
            PrefetchCounts counts = buffer.counts(0);
            assertThat(counts.heldBlocks()).isBetween(0L, (long) capacity);
            assertThat(counts.issuedBlocks())
                    .isEqualTo(counts.usedBlocks() + counts.wastedBlocks() + counts.heldBlocks());
        }
        while (!flights.isEmpty()) {
            finishOldest(buffer, flights, 400);
        }
        buffer.abandon(true);
        assertThat(buffer.counts(0).heldBlocks()).isZero();
        asked.forEach((block, times) -> assertThat(outcomes.get(block)).hasSize(times));
        assertThat(outcomes.keySet()).isEqualTo(asked.keySet());
    }

    private static void finishOldest(PrefetchBuffer buffer, ArrayDeque<int[]> flights, long now) {
        int[] flight = flights.poll();
        if (flight != null) {
            for (int slot : flight) {
                buffer.finishFetch(slot, now);
            }
            buffer.flushOutcomes();
        }
    }

    @Property(tries = 200)
    void shouldFindWhatATreeFinds(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var held = new HeldBlocks();
        var tree = new TreeMap<Long, Integer>();
        for (int i = 0; i < 300; i++) {
            long block = random.nextInt(200);
            if (random.nextInt(3) > 0) {
                held.put(block, i);
                tree.put(block, i);
            } else {
                held.remove(block);
                tree.remove(block);
            }
            long last = block + (random.nextBoolean() ? random.nextInt(5) : 1L << 51);
            int count = held.match(block, last);
            List<Integer> found = new ArrayList<>();
            for (int match = 0; match < count; match++) {
                found.add(held.slot(match));
            }
            assertThat(found).isEqualTo(List.copyOf(tree.subMap(block, true, last, true).values()));
            assertThat(held.contains(block)).isEqualTo(tree.containsKey(block));
        }
    }
}

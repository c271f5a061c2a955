package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.Completion;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What tags are for: short bursts wait less, and the cost to the others is bounded by aging. */
class SchedulingEffectTest {
    private static final int BULK = 4;
    private static final int SMALL = 16;
    private static final long TAG_DELAY_NANOS = 200_000;

    @Test
    void shouldShortenShortBurstsWhenTheyAreTagged() {
        Map<String, Double> plain = run(true, false, EngineSettings.defaults(Elements.DEVICE));
        Map<String, Double> tagged = run(true, true, EngineSettings.defaults(Elements.DEVICE));
        assertThat(tagged.get("small")).isLessThan(0.5 * plain.get("small"));
        assertThat(tagged.get("all")).isLessThan(plain.get("all"));
        assertThat(tagged.get("bulk")).isLessThan(1.5 * plain.get("bulk"));
    }

    @Test
    void shouldShortenShortBurstsByReadingItsQueuesAlone() {
        var settings = EngineSettings.defaults(Elements.DEVICE);
        Map<String, Double> plain = run(true, false, settings);
        Map<String, Double> untagged = run(false, false, settings);
        Map<String, Double> tagged = run(false, true, settings);
        assertThat(untagged.get("small")).isLessThan(0.5 * plain.get("small"));
        assertThat(tagged.get("small")).isLessThan(1.05 * untagged.get("small"));
    }

    @Test
    void shouldServeFirstComeFirstWhenEverythingAges() {
        var settings = EngineSettings.defaults(Elements.DEVICE).withAgingNanos(0);
        assertThat(run(false, true, settings)).isEqualTo(run(true, false, settings));
    }

    /** Mean response in nanoseconds of the elements of large bursts, of small ones, and of all. */
    private static Map<String, Double> run(
            boolean isPlain, boolean isTagged, EngineSettings settings) {
        Map<String, long[]> sums = new HashMap<>();
        EngineSettings slow =
                settings.withStorage(2, 50_000, 500_000_000).withBufferBudgetBytes(1 << 30);
        EngineListener listener =
                event -> {
                    if (event instanceof Completion completion) {
                        boolean isBulk = completion.getFunctionId().contains("bulk");
                        add(sums, isBulk ? "bulk" : "small", completion);
                        add(sums, "all", completion);
                    }
                };
        OffloadEngine engine =
                isPlain ? OffloadEngine.plain(slow, listener) : new OffloadEngine(slow, listener);
        List<TrafficElement> tags = new ArrayList<>();
        int next = 0;
        for (TrafficElement element : workload()) {
            while (isTagged
                    && next < tags.size()
                    && tags.get(next).getEventTimeNanos() + TAG_DELAY_NANOS
                            <= element.getEventTimeNanos()) {
                TrafficElement cause = tags.get(next++);
                engine.advanceTo(
                        Math.max(engine.clockNanos(), cause.getEventTimeNanos() + TAG_DELAY_NANOS));
                boolean isBulk = cause.getFunctionId().contains("bulk");
                engine.apply(
                        Commands.tag(cause.getFunctionId(), cause.getSequence(), isBulk ? 1 : 6));
            }
            engine.arrive(element);
            tags.add(element);
        }
        engine.drain();
        Map<String, Double> means = new HashMap<>();
        sums.forEach((name, sum) -> means.put(name, (double) sum[0] / sum[1]));
        return means;
    }

    private static void add(Map<String, long[]> sums, String name, Completion completion) {
        long[] sum = sums.computeIfAbsent(name, key -> new long[2]);
        sum[0] += completion.getResponseNanos();
        sum[1]++;
    }

    /**
     * Bursts of 64 large reads and of 2 small ones, together nine tenths of what two channels do.
     */
    private static List<TrafficElement> workload() {
        var random = new SplittableRandom(7);
        List<TrafficElement> elements = new ArrayList<>();
        for (int function = 0; function < BULK + SMALL; function++) {
            boolean isBulk = function < BULK;
            String id = "nvme0/" + (isBulk ? "bulk" : "small") + function;
            long now = 0;
            long sequence = 0;
            for (int burst = 0; burst < (isBulk ? 10 : 100); burst++) {
                now += random.nextLong(isBulk ? 80_000_000 : 8_000_000);
                for (int i = 0; i < (isBulk ? 64 : 2); i++) {
                    long address = random.nextLong(1L << 30) * 4096;
                    long length = isBulk ? 64 << 10 : 4096;
                    elements.add(
                            Elements.block(
                                    id, sequence++, now + i, Operation.READ, address, length));
                }
            }
        }
        elements.sort((a, b) -> Long.compare(a.getEventTimeNanos(), b.getEventTimeNanos()));
        return elements;
    }
}

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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * No element waits longer than the aging time and the work that came before it, however urgent the
 * others are.
 */
class AgingBoundPropertyTest {
    private static final long OVERHEAD_NANOS = 20_000;
    private static final long LINK_NANOS = 1_000;

    @Property(tries = 100)
    void shouldCompleteWithinAgingAndTheWorkBeforeIt(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 5_000_000) long agingNanos,
            @ForAll @IntRange(min = 1, max = 6) int functions) {
        var recorder = new Recorder();
        var engine =
                new OffloadEngine(
                        EngineSettings.defaults(Elements.DEVICE)
                                .withBufferBudgetBytes(1L << 40)
                                .withStorage(1, OVERHEAD_NANOS, 1_000_000_000)
                                .withLink(LINK_NANOS, 1_000_000_000_000L)
                                .withAgingNanos(agingNanos),
                        recorder);
        List<TrafficElement> elements = overload(engine, seed, functions);
        engine.drain();

        Map<String, Long> ends = new HashMap<>();
        for (Completion completion : recorder.completions()) {
            ends.put(
                    completion.getFunctionId() + completion.getSequence(),
                    completion.getEventTimeNanos());
        }
        long longest = 0;
        for (TrafficElement element : elements) {
            longest = Math.max(longest, serviceNanos(element));
        }
        for (int i = 0; i < elements.size(); i++) {
            TrafficElement element = elements.get(i);
            long agedNanos = element.getEventTimeNanos() + agingNanos;
            long before = 0;
            for (int j = 0; j < i; j++) {
                if (end(ends, elements.get(j)) > agedNanos) {
                    before += serviceNanos(elements.get(j));
                }
            }
            // One transfer that had begun, and what is on the link at each end.
            long bound = agedNanos + before + serviceNanos(element) + 2 * longest;
            assertThat(end(ends, element)).as("element %s", i).isLessThanOrEqualTo(bound);
        }
    }

    private static long end(Map<String, Long> ends, TrafficElement element) {
        return ends.get(element.getFunctionId() + element.getSequence());
    }

    private static long serviceNanos(TrafficElement element) {
        return OVERHEAD_NANOS + element.getLengthBytes() + 2 * LINK_NANOS;
    }

    /** One and a half times what the device can do, urgent and not, tags included. */
    private static List<TrafficElement> overload(OffloadEngine engine, long seed, int functions) {
        var random = new SplittableRandom(seed);
        long[] sequences = new long[functions];
        List<TrafficElement> elements = new ArrayList<>();
        long nanos = 0;
        for (int i = 0; i < 250; i++) {
            nanos += random.nextLong(44_000);
            int function = random.nextInt(functions);
            TrafficElement element =
                    Elements.block(
                            "nvme0/f" + function,
                            sequences[function]++,
                            nanos,
                            Operation.READ,
                            random.nextInt(1 << 20) * 4096L,
                            4096L << random.nextInt(4));
            element.setTrafficClass(random.nextInt(8));
            engine.arrive(element);
            elements.add(element);
            if (random.nextInt(3) == 0) {
                TrafficElement tagged = elements.get(random.nextInt(elements.size()));
                engine.apply(
                        Commands.tag(
                                tagged.getFunctionId(), tagged.getSequence(), random.nextInt(8)));
            }
        }
        return elements;
    }
}

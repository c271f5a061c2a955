package io.forebay.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/**
 * The scheduler against a list: eight levels across functions, first come first served within a
 * level, and who has waited for the aging time before all others, the oldest first.
 */
class SchedulerPropertyTest {
    private record Waiting(int element, int priority, long ticket, long arrivalNanos) {}

    @Property(tries = 200)
    void shouldChooseAsAListWouldWhenLevelsAloneCount(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 3_000) long agingNanos,
            @ForAll @IntRange(min = 1, max = 5) int functions) {
        var random = new SplittableRandom(seed);
        var elements = new PendingElements();
        var flows = new Flows(elements, false);
        var scheduler = new Scheduler(elements, flows, agingNanos);
        var queues = new ArrayList<PendingQueue>();
        for (int i = 0; i < functions; i++) {
            queues.add(new PendingQueue());
        }
        List<Waiting> waiting = new ArrayList<>();
        long now = 0;
        for (long ticket = 0; ticket < 300; ticket++) {
            now += random.nextInt(100);
            int function = random.nextInt(functions);
            int element = elements.allocate(function, ticket, ticket, now, 64, random.nextInt(8));
            elements.setWorkNanos(element, 1 + random.nextInt(1_000));
            flows.enter(element, queues.get(function), random.nextInt(2));
            scheduler.add(element);
            waiting.add(new Waiting(element, elements.priority(element), ticket, now));
            if (random.nextInt(4) == 0) {
                retag(random, scheduler, waiting);
            }
            for (int polls = random.nextInt(3); polls > 0; polls--) {
                poll(scheduler, waiting, now, agingNanos);
            }
        }
        while (!waiting.isEmpty()) {
            poll(scheduler, waiting, now, agingNanos);
        }
        assertThat(scheduler.poll(now)).isEqualTo(Scheduler.NONE);
    }

    private static void retag(SplittableRandom random, Scheduler scheduler, List<Waiting> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        int at = random.nextInt(waiting.size());
        Waiting old = waiting.get(at);
        int priority = random.nextInt(8);
        scheduler.retag(old.element(), priority);
        waiting.set(at, new Waiting(old.element(), priority, old.ticket(), old.arrivalNanos()));
    }

    private static void poll(
            Scheduler scheduler, List<Waiting> waiting, long now, long agingNanos) {
        Waiting expected =
                waiting.stream()
                        .filter(one -> now - one.arrivalNanos() >= agingNanos)
                        .min(Comparator.comparingLong(Waiting::ticket))
                        .orElseGet(
                                () ->
                                        waiting.stream()
                                                .min(
                                                        Comparator.comparingInt(
                                                                        (Waiting one) ->
                                                                                -one.priority())
                                                                .thenComparingLong(Waiting::ticket))
                                                .orElse(null));
        int found = scheduler.poll(now);
        assertThat(found).isEqualTo(expected == null ? Scheduler.NONE : expected.element());
        waiting.remove(expected);
    }
}

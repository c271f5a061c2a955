package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.gateway.ring.CompletedElement;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.Completion;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class OffloadEnginePropertyTest {
    private static final int STEPS = 400;

    @Property(tries = 150)
    void shouldCompleteEveryElementOnceInAnAllowedOrder(@ForAll long seed) {
        var recorder = new Recorder();
        EngineSettings settings = Scenario.settings(seed);
        var engine = new OffloadEngine(settings, recorder);
        var scenario = new Scenario(seed, settings);
        scenario.run(engine, STEPS);
        engine.drain();

        List<Completion> completions = recorder.completions();
        Set<String> done = new HashSet<>();
        for (Completion completion : completions) {
            assertThat(done.add(completion.getFunctionId() + "#" + completion.getSequence()))
                    .isTrue();
        }
        assertThat(done).hasSize(scenario.elements.size());
        assertThat(OrderChecker.violation(scenario.elements, completions)).isNull();
        assertThat(engine.pendingElements()).isZero();
        assertThat(engine.context.elements.size()).isZero();
        assertThat(engine.context.functions).allMatch(function -> function.queue.isEmpty());
        assertThat(engine.nextEventNanos()).isEqualTo(Long.MAX_VALUE);
        for (FunctionSnapshot function : engine.statistics().snapshot().functions().values()) {
            assertThat(function.pendingBytes()).isZero();
            assertThat(function.deferredNow()).isZero();
        }
    }

    @Property(tries = 60)
    void shouldStartServiceInAnAllowedOrder(@ForAll long seed) {
        EngineSettings settings = Scenario.settings(seed).withHistoryLength(1024);
        var engine = new OffloadEngine(settings, event -> {});
        var scenario = new Scenario(seed, settings);
        scenario.run(engine, STEPS);
        engine.drain();
        for (String id : engine.functionIds()) {
            List<TrafficElement> elements =
                    scenario.elements.stream().filter(e -> e.getFunctionId().equals(id)).toList();
            List<CompletedElement> history = engine.history(id, STEPS);
            assertThat(history).hasSameSizeAs(elements);
            assertThat(OrderChecker.startViolation(elements, history)).isNull();
        }
    }

    /**
     * An element that nothing holds back waits at most the aging time, then for those that arrived
     * before it: here for all of them, at most.
     */
    @Property(tries = 40)
    void shouldBoundTheWaitOfEveryElement(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var recorder = new Recorder();
        long agingNanos = 200_000;
        EngineSettings settings =
                EngineSettings.defaults(Elements.DEVICE)
                        .withStorage(1, 10_000, 500_000_000)
                        .withAgingNanos(agingNanos);
        var engine = new OffloadEngine(settings, recorder);
        long now = 0;
        long[] sequences = new long[3];
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(30_000);
            int function = random.nextInt(3);
            long sequence = sequences[function]++;
            TrafficElement element =
                    Elements.read("nvme0/" + function, sequence, now, random.nextInt(1 << 20), 1);
            // One function is always urgent, one always least so.
            element.setTrafficClass(function == 0 ? 7 : function == 1 ? 3 : 0);
            engine.arrive(element);
        }
        engine.drain();
        // Work that arrived before an element is served first once the element has aged.
        long serviceNanos = 10_000 + 8_192 + 1_000 + 1_280;
        List<Completion> completions = recorder.completions();
        for (Completion completion : completions) {
            long arrival = completion.getEventTimeNanos() - completion.getResponseNanos();
            long earlier =
                    completions.stream()
                            .filter(c -> c.getEventTimeNanos() > arrival + agingNanos)
                            .filter(c -> c.getEventTimeNanos() - c.getResponseNanos() <= arrival)
                            .count();
            assertThat(completion.getResponseNanos())
                    .isLessThanOrEqualTo(agingNanos + (earlier + 2) * serviceNanos);
        }
    }

    @Property(tries = 100)
    void shouldAccountForEveryPrefetchedBlock(@ForAll long seed) {
        var recorder = new Recorder();
        EngineSettings settings = Scenario.settings(seed);
        var engine = new OffloadEngine(settings, recorder);
        var scenario = new Scenario(seed, settings);
        scenario.run(engine, STEPS);
        for (FunctionSnapshot function : engine.statistics().snapshot().functions().values()) {
            requireBalance(function.prefetch());
            assertThat(function.prefetch().heldBlocks())
                    .isLessThanOrEqualTo(settings.prefetchBlocksPerFunction());
        }
        engine.drain();
        PrefetchCounts total = engine.statistics().snapshot().prefetch();
        requireBalance(total);
        assertThat(total.heldBlocks()).isZero();
        Map<PrefetchResult, Long> reported = new HashMap<>();
        for (PrefetchOutcome outcome : recorder.of(PrefetchOutcome.class)) {
            assertThat(outcome.getBlockCount()).isPositive();
            reported.merge(outcome.getResult(), (long) outcome.getBlockCount(), Long::sum);
        }
        assertThat(reported.getOrDefault(PrefetchResult.HIT, 0L)).isEqualTo(total.hitBlocks());
        assertThat(reported.getOrDefault(PrefetchResult.EXPIRED, 0L))
                .isEqualTo(total.expiredBlocks());
        assertThat(reported.getOrDefault(PrefetchResult.EVICTED, 0L))
                .isEqualTo(total.evictedBlocks());
        assertThat(reported.getOrDefault(PrefetchResult.INVALIDATED, 0L))
                .isEqualTo(total.invalidatedBlocks());
        assertThat(reported.getOrDefault(PrefetchResult.OVERTAKEN, 0L))
                .isEqualTo(total.overtakenBlocks());
        assertThat(reported.getOrDefault(PrefetchResult.DROPPED, 0L))
                .isEqualTo(total.droppedBlocks());
    }

    @Property(tries = 30)
    void shouldGiveTheSameEventsWhenRunTwice(@ForAll long seed) {
        assertThat(eventsOf(seed)).isEqualTo(eventsOf(seed));
    }

    @Property(tries = 60)
    void shouldReportInOrderOfTheClockAndCountWhatItReports(@ForAll long seed) {
        var recorder = new Recorder();
        EngineSettings settings = Scenario.settings(seed);
        var engine = new OffloadEngine(settings, recorder);
        var scenario = new Scenario(seed, settings);
        scenario.run(engine, STEPS);
        engine.drain();
        long last = 0;
        for (Object event : recorder.events) {
            long time = timeOf(event);
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
        }
        EngineSnapshot snapshot = engine.statistics().snapshot();
        assertThat(snapshot.tags().late()).isEqualTo(recorder.of(LateTag.class).size());
        assertThat(snapshot.completedByPriority().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(snapshot.completedElements());
        assertThat(snapshot.responses().maxNanos())
                .isEqualTo(
                        recorder.completions().stream()
                                .mapToLong(Completion::getResponseNanos)
                                .max()
                                .orElse(0));
        assertThat(scenario.statuses)
                .isSubsetOf(
                        CommandStatus.COMMAND_STATUS_ACCEPTED,
                        CommandStatus.COMMAND_STATUS_INVALID,
                        CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET,
                        CommandStatus.COMMAND_STATUS_EXPIRED);
        // What is in force is what was asked for, once pending elements have drained.
        Map<String, AppliedAllocation> newest = new HashMap<>();
        recorder.of(AppliedAllocation.class).forEach(a -> newest.put(a.getFunctionId(), a));
        for (AppliedAllocation applied : newest.values()) {
            assertThat(applied.getAppliedBytes()).isEqualTo(applied.getRequestedBytes());
            assertThat(snapshot.functions().get(applied.getFunctionId()).shareBytes())
                    .isEqualTo(applied.getAppliedBytes());
        }
    }

    private static List<Object> eventsOf(long seed) {
        var recorder = new Recorder();
        EngineSettings settings = Scenario.settings(seed);
        var engine = new OffloadEngine(settings, recorder);
        new Scenario(seed, settings).run(engine, STEPS);
        engine.drain();
        return recorder.events;
    }

    private static void requireBalance(PrefetchCounts counts) {
        assertThat(counts.issuedBlocks())
                .isEqualTo(counts.hitBlocks() + counts.wastedBlocks() + counts.heldBlocks());
        assertThat(counts.hitBlocks()).isLessThanOrEqualTo(counts.demandBlocks());
    }

    private static long timeOf(Object event) {
        if (event instanceof Completion completion) {
            return completion.getEventTimeNanos();
        }
        if (event instanceof PrefetchOutcome outcome) {
            return outcome.getEventTimeNanos();
        }
        if (event instanceof AppliedAllocation allocation) {
            return allocation.getEventTimeNanos();
        }
        return ((LateTag) event).getEventTimeNanos();
    }
}

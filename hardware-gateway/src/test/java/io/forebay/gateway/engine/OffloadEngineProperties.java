package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.Completion;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class OffloadEngineProperties {
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
        assertThat(engine.nextEventNanos()).isEqualTo(Long.MAX_VALUE);
        for (FunctionSnapshot function : engine.statistics().snapshot().functions().values()) {
            assertThat(function.pendingBytes()).isZero();
            assertThat(function.deferredNow()).isZero();
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

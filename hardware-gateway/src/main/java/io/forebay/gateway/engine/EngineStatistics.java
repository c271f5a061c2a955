package io.forebay.gateway.engine;

import io.forebay.gateway.prefetch.PrefetchCounts;
import io.forebay.shaping.priority.PriorityPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Live counters of an engine. Read on the engine's thread. */
public final class EngineStatistics {
    private final EngineContext context;
    private final Histogram responses = new Histogram(3);
    private final long[] completedByPriority = new long[PriorityPolicy.LEVELS];
    private long responseNanosSum;
    private long responseNanosMax;
    private long readsServedFromPrefetch;
    private long allocationsApplied;
    private long arrivedElements;
    private long completedElements;
    private long lostElements;

    EngineStatistics(EngineContext context) {
        this.context = context;
    }

    public long arrivedElements() {
        return arrivedElements;
    }

    public long completedElements() {
        return completedElements;
    }

    /** Elements that were pending in a reset. */
    public long lostElements() {
        return lostElements;
    }

    /** Elements that have arrived and will complete. */
    long pendingElements() {
        return arrivedElements - completedElements - lostElements;
    }

    void countLost(long elements) {
        lostElements += elements;
    }

    void countArrival(FunctionState function, long lengthBytes) {
        FunctionCounters counters = function.counters;
        arrivedElements++;
        counters.arrivedElements++;
        counters.arrivedBytes = Saturating.add(counters.arrivedBytes, lengthBytes);
    }

    void countCompletion(
            FunctionState function,
            long lengthBytes,
            long responseNanos,
            int priority,
            boolean fromPrefetch) {
        FunctionCounters counters = function.counters;
        completedElements++;
        counters.completedElements++;
        counters.completedBytes = Saturating.add(counters.completedBytes, lengthBytes);
        counters.responses.recordValue(responseNanos);
        counters.responseNanosSum = Saturating.add(counters.responseNanosSum, responseNanos);
        counters.responseNanosMax = Math.max(counters.responseNanosMax, responseNanos);
        responses.recordValue(responseNanos);
        responseNanosSum = Saturating.add(responseNanosSum, responseNanos);
        responseNanosMax = Math.max(responseNanosMax, responseNanos);
        completedByPriority[priority]++;
        if (fromPrefetch) {
            readsServedFromPrefetch++;
        }
    }

    void countAllocation() {
        allocationsApplied++;
    }

    /** Copies all counters. */
    public EngineSnapshot snapshot() {
        Map<String, FunctionSnapshot> functions = new LinkedHashMap<>();
        PrefetchCounts prefetch = PrefetchCounts.NONE;
        long arrivedBytes = 0;
        long completedBytes = 0;
        long deferred = 0;
        long deferredNow = 0;
        long inTime = 0;
        long late = 0;
        long untagged = 0;
        for (FunctionState function : context.functions) {
            FunctionSnapshot snapshot = snapshotOf(function);
            functions.put(function.id, snapshot);
            prefetch = prefetch.plus(snapshot.prefetch());
            arrivedBytes = Saturating.add(arrivedBytes, snapshot.arrivedBytes());
            completedBytes = Saturating.add(completedBytes, snapshot.completedBytes());
            deferred += snapshot.deferredElements();
            deferredNow += snapshot.deferredNow();
            inTime += snapshot.tags().inTime();
            late += snapshot.tags().late();
            untagged += snapshot.tags().untaggedElements();
        }
        List<Long> priorities = new ArrayList<>();
        for (long count : completedByPriority) {
            priorities.add(count);
        }
        return new EngineSnapshot(
                context.settings.deviceId(),
                context.clockNanos,
                arrivedElements,
                completedElements,
                arrivedBytes,
                completedBytes,
                deferred,
                deferredNow,
                new TagCounts(inTime, late, untagged),
                Collections.unmodifiableList(priorities),
                prefetch,
                readsServedFromPrefetch,
                responseTimes(responses, completedElements, responseNanosSum, responseNanosMax),
                allocationsApplied,
                context.edge.counts(),
                Collections.unmodifiableMap(functions));
    }

    /** Totals of all functions. Cheaper than {@link #snapshot}, which asks every histogram. */
    public DeviceFigures figures() {
        PrefetchCounts prefetch = PrefetchCounts.NONE;
        long deferred = 0;
        long inTime = 0;
        long late = 0;
        long untagged = 0;
        for (FunctionState function : context.functions) {
            FunctionCounters counters = function.counters;
            prefetch =
                    prefetch.plus(context.prefetch.counts(function.index, counters.demandBlocks));
            deferred += counters.deferredElements;
            inTime += counters.tagsInTime;
            late += counters.lateTags;
            untagged += counters.untaggedElements;
        }
        return new DeviceFigures(
                new TagCounts(inTime, late, untagged),
                prefetch,
                responseTimes(responses, completedElements, responseNanosSum, responseNanosMax),
                deferred,
                allocationsApplied);
    }

    private FunctionSnapshot snapshotOf(FunctionState function) {
        FunctionCounters counters = function.counters;
        return new FunctionSnapshot(
                function.id,
                counters.arrivedElements,
                counters.completedElements,
                counters.arrivedBytes,
                counters.completedBytes,
                counters.deferredElements,
                function.ring.deferredCount(),
                function.shareBytes,
                function.pendingBytes,
                counters.tags(),
                context.prefetch.counts(function.index, counters.demandBlocks),
                counters.responseTimes());
    }

    static ResponseTimes responseTimes(Histogram histogram, long count, long sum, long max) {
        return new ResponseTimes(
                count,
                Math.min(max, histogram.getValueAtPercentile(50)),
                Math.min(max, histogram.getValueAtPercentile(90)),
                Math.min(max, histogram.getValueAtPercentile(99)),
                max,
                count == 0 ? 0 : (double) sum / count);
    }
}

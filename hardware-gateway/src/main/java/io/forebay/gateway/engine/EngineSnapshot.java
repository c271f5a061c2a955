package io.forebay.gateway.engine;

import io.forebay.gateway.model.EdgeCounts;
import io.forebay.gateway.prefetch.PrefetchCounts;
import java.util.List;
import java.util.Map;

/**
 * Counters of an engine at one moment.
 *
 * @param completedByPriority completed elements by the priority they were scheduled with, 8 values
 * @param readsServedFromPrefetch reads that needed no storage transfer of their own
 * @param allocationsApplied allocation commands that took effect
 * @param edge what the model at the edge did
 * @param functions by function id, in order of appearance
 */
public record EngineSnapshot(
        String deviceId,
        long clockNanos,
        long arrivedElements,
        long completedElements,
        long arrivedBytes,
        long completedBytes,
        long deferredElements,
        long deferredNow,
        TagCounts tags,
        List<Long> completedByPriority,
        PrefetchCounts prefetch,
        long readsServedFromPrefetch,
        ResponseTimes responses,
        long allocationsApplied,
        EdgeCounts edge,
        Map<String, FunctionSnapshot> functions) {}

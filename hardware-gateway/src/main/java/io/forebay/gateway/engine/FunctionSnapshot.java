package io.forebay.gateway.engine;

import io.forebay.gateway.prefetch.PrefetchCounts;

/**
 * Counters of one function at one moment.
 *
 * @param deferredElements elements that found no buffer space when they came
 * @param deferredNow elements that wait for buffer space now
 * @param shareBytes buffer space the function is entitled to
 * @param pendingBytes buffer space its pending elements hold
 */
public record FunctionSnapshot(
        String functionId,
        long arrivedElements,
        long completedElements,
        long arrivedBytes,
        long completedBytes,
        long deferredElements,
        long deferredNow,
        long shareBytes,
        long pendingBytes,
        TagCounts tags,
        PrefetchCounts prefetch,
        ResponseTimes responses) {}

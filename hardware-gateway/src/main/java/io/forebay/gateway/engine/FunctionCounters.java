package io.forebay.gateway.engine;

import org.HdrHistogram.Histogram;

/** Live counters of one function. Not thread safe. */
final class FunctionCounters {
    final Histogram responses = new Histogram(2);
    long arrivedElements;
    long completedElements;
    long arrivedBytes;
    long completedBytes;
    long deferredElements;
    long tagsInTime;
    long lateTags;
    long untaggedElements;
    long demandBlocks;
    long responseNanosSum;
    long responseNanosMax;

    TagCounts tags() {
        return new TagCounts(tagsInTime, lateTags, untaggedElements);
    }

    ResponseTimes responseTimes() {
        return EngineStatistics.responseTimes(
                responses, completedElements, responseNanosSum, responseNanosMax);
    }
}

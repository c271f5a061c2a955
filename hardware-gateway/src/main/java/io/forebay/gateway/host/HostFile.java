package io.forebay.gateway.host;

import org.HdrHistogram.Histogram;

/** A file as an I/O function, and its accounts. The engine's thread. */
final class HostFile {
    private final String id;
    private final int index;
    private final PageCacheFile cache;
    private final Histogram responses = new Histogram(2);
    private long responseNanosSum;
    private long demandBlocks;
    private long bytes;
    private long reads;
    private long readsFromPrefetch;
    private long failures;

    HostFile(String id, int index, PageCacheFile cache) {
        this.id = id;
        this.index = index;
        this.cache = cache;
    }

    String id() {
        return id;
    }

    int index() {
        return index;
    }

    PageCacheFile cache() {
        return cache;
    }

    void countRead(long blocks, long lengthBytes, boolean fromPrefetch) {
        reads++;
        demandBlocks += blocks;
        bytes += lengthBytes;
        if (fromPrefetch) {
            readsFromPrefetch++;
        }
    }

    void countResponse(long responseNanos) {
        responses.recordValue(responseNanos);
        responseNanosSum += responseNanos;
    }

    void countFailure() {
        failures++;
    }

    Histogram responses() {
        return responses;
    }

    long responseNanosSum() {
        return responseNanosSum;
    }

    long demandBlocks() {
        return demandBlocks;
    }

    long bytes() {
        return bytes;
    }

    long reads() {
        return reads;
    }

    long readsFromPrefetch() {
        return readsFromPrefetch;
    }

    long failures() {
        return failures;
    }
}

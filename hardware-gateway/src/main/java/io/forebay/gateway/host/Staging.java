package io.forebay.gateway.host;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Brings blocks into the page cache, and knows when they are there. The staging threads. */
final class Staging {
    private static final long LOOK_AGAIN_NANOS = 100_000;
    private static final long LIMIT_NANOS = 2_000_000_000L;
    private static final int STOP_SECONDS = 5;

    private Staging() {}

    /**
     * Advises the kernel, then waits until the blocks have been read.
     *
     * @return whether all of them are there; the kernel may ignore advice, or drop them again
     */
    static boolean stage(PageCacheFile file, long firstBlock, int count) throws IOException {
        file.willNeed(firstBlock, count);
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (file.resident(firstBlock, count).cardinality() < count) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    /** Waits a while for threads that were told to stop; false when they have not. */
    static boolean awaitEnd(ExecutorService threads) {
        try {
            return threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

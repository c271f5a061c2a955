package io.forebay.connectors.gateway.source.reader;

import java.util.concurrent.CompletableFuture;

/**
 * Wakes an idle task. The task thread takes a future and, before it waits, looks at its queue once
 * more; any thread that has put something there signals. No locks, no polling.
 */
final class Availability {
    private volatile CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

    /** Task thread: the future that the next signal completes. */
    CompletableFuture<Void> await() {
        CompletableFuture<Void> future = waiting;
        if (future.isDone()) {
            future = new CompletableFuture<>();
            waiting = future;
        }
        return future;
    }

    /** Any thread, after what it signals can be seen. */
    void signal() {
        waiting.complete(null);
    }
}

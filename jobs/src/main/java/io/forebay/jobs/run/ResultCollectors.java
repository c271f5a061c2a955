package io.forebay.jobs.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.CloseableIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings result streams of a running job into this process, one daemon thread a stream. */
final class ResultCollectors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultCollectors.class);

    private final List<Runnable> pending = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<CloseableIterator<?>> iterators = new ArrayList<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /** Collects {@code stream} into {@code consumer}; to be called before the job is submitted. */
    <T> void collect(String name, DataStream<T> stream, Consumer<T> consumer) {
        CloseableIterator<T> iterator = stream.collectAsync();
        iterators.add(iterator);
        pending.add(
                () -> {
                    try {
                        iterator.forEachRemaining(consumer);
                    } catch (RuntimeException e) {
                        LOG.warn("results of '{}' ended early", name, e);
                        failure.compareAndSet(null, e);
                    }
                });
    }

    /** Starts collecting; to be called after the job was submitted. */
    void start() {
        for (Runnable task : pending) {
            Thread thread = new Thread(task, "results-" + threads.size());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /**
     * Waits until everything of the finished job has arrived.
     *
     * @throws RuntimeException when a stream broke off or the time is over
     */
    void await(long timeoutSeconds) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        for (Thread thread : threads) {
            thread.join(
                    Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
            if (thread.isAlive()) {
                throw new IllegalStateException(
                        "the job's results did not all arrive within " + timeoutSeconds + " s");
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    @Override
    public void close() throws Exception {
        for (CloseableIterator<?> iterator : iterators) {
            iterator.close();
        }
    }
}

package io.forebay.gateway.host;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands over the requests of a trace when they are due by the monotonic clock, on a thread of its
 * own.
 */
final class HostWorkload implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;

    /** Takes requests; may wait. */
    @FunctionalInterface
    interface Sink {
        void put(TrafficElement element) throws InterruptedException;
    }

    private final TraceReader reader;
    private final double speed;
    private final HostClock clock;
    private final Sink sink;
    private final Thread thread;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile String readError;

    /**
     * @param speed nanoseconds of the trace in a nanosecond
     */
    HostWorkload(TraceReader reader, String deviceId, double speed, HostClock clock, Sink sink) {
        this.reader = reader;
        this.speed = speed;
        this.clock = clock;
        this.sink = sink;
        this.thread = new Thread(this::run, "workload-" + deviceId);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether the last request was handed over. */
    boolean isEnded() {
        return ended.get();
    }

    /** Why reading the trace ended before the trace did; null when it did not. */
    String readError() {
        return readError;
    }

    private void run() {
        try {
            TrafficElement element = reader.next();
            long firstNanos = element == null ? 0 : element.getEventTimeNanos();
            long startNanos = System.nanoTime();
            while (element != null) {
                double sinceFirst = (element.getEventTimeNanos() - firstNanos) / speed;
                long wait = startNanos + (long) sinceFirst - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                element.setEventTimeNanos(clock.nowNanos());
                sink.put(element);
                element = reader.next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            readError = String.valueOf(e.getMessage());
        } finally {
            ended.set(true);
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}

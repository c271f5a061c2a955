package io.forebay.benchmarks;

import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long does an element wait for its decision when elements come at a fixed rate? One thread
 * offers elements to an {@link OffloadEngine} by a schedule that does not wait for it: what comes
 * late counts from when it should have come, so one slow element shows in all it delays. A decision
 * ends when the engine has taken the element: what was due on the device is done, the element is in
 * its ring, has its priority, is queued, and idle servers have work. Now and then a new model comes
 * between two elements, as from a job.
 *
 * <pre>java -cp benchmarks.jar io.forebay.benchmarks.EdgeLatency [elements/s] [seconds] [workload]
 * </pre>
 *
 * What else runs on the machine shows in the percentiles: run it alone, or before all others (on
 * Linux, {@code chrt -f 10 java …}).
 */
public final class EdgeLatency {
    /** As the job sends them by default. */
    private static final int ELEMENTS_PER_MODEL = 1_000;

    /*
     * Between rounds the thread rests: a system that bounds what a real-time thread may take of a
     * second would else stop it for the rest of each.
     */
    private static final int ELEMENTS_PER_ROUND = 50_000;
    private static final long REST_NANOS = 300_000_000;

    private static final int DEFAULT_RATE = 100_000;
    private static final int DEFAULT_SECONDS = 10;
    private static final long ELEMENTS_AT_FULL_SPEED = 2_000_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double NANOS_PER_MICRO = 1e3;

    private final EdgeTraffic traffic;
    private final OffloadEngine engine;
    private final long gapNanos;
    private final boolean withModel;

    /**
     * What was measured, in nanoseconds.
     *
     * @param sinceSchedule from when an element should have come to its decision
     * @param own from when the engine was given an element to its decision
     * @param models putting a model in force
     */
    record Result(Histogram sinceSchedule, Histogram own, Histogram models) {}

    EdgeLatency(String workload, int elementsPerSecond, boolean withModel) throws IOException {
        gapNanos = NANOS_PER_SECOND / elementsPerSecond;
        traffic = new EdgeTraffic(workload, gapNanos);
        engine = EdgeTraffic.engine(withModel);
        this.withModel = withModel;
    }

    /** Offers so many elements by the schedule. */
    Result run(long elements) {
        var result =
                new Result(
                        new Histogram(NANOS_PER_SECOND * 60, 3),
                        new Histogram(NANOS_PER_SECOND * 60, 3),
                        new Histogram(NANOS_PER_SECOND * 60, 3));
        // Made before, as a job makes them elsewhere.
        var models = new ArrayDeque<ControlCommand>();
        for (long i = 0; withModel && i < elements; i += ELEMENTS_PER_MODEL) {
            models.add(traffic.nextModel());
        }
        long scheduled = System.nanoTime();
        for (long i = 0; i < elements; i++) {
            if (i > 0 && i % ELEMENTS_PER_ROUND == 0) {
                LockSupport.parkNanos(REST_NANOS);
                scheduled = System.nanoTime();
            }
            scheduled += gapNanos;
            if (withModel && i % ELEMENTS_PER_MODEL == 0) {
                result.models.recordValue(load(models.remove()));
            }
            TrafficElement element = traffic.next();
            long start = System.nanoTime();
            while (start < scheduled) {
                Thread.onSpinWait();
                start = System.nanoTime();
            }
            engine.arrive(element);
            long end = System.nanoTime();
            result.sinceSchedule.recordValue(end - scheduled);
            result.own.recordValue(end - start);
        }
        return result;
    }

    /** Elements a second of this thread's CPU time, offered as fast as the engine takes them. */
    double elementsPerCpuSecond(long elements) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (long i = 0; i < elements; i++) {
            engine.arrive(traffic.next());
        }
        return elements * (double) NANOS_PER_SECOND / (threads.getCurrentThreadCpuTime() - start);
    }

    private long load(ControlCommand model) {
        long start = System.nanoTime();
        if (engine.apply(model) != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            throw new IllegalStateException("model was refused: " + engine.modelRefusal());
        }
        return System.nanoTime() - start;
    }

    /** Measures with and without the model and prints both. */
    public static void main(String[] arguments) throws IOException {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_RATE;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_SECONDS;
        String workload = arguments.length > 2 ? arguments[2] : "mixed";
        if (rate < 1 || rate > 10_000_000 || seconds < 1) {
            throw new IllegalArgumentException(
                    "rate is not 1 to 10,000,000 or seconds are below 1: rate="
                            + rate
                            + ", seconds="
                            + seconds);
        }
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.printf(
                Locale.ROOT,
                "%s at %,d elements/s, %d s of them, microseconds%n%-34s %8s %8s %8s %8s %8s%n",
                workload,
                rate,
                seconds,
                "",
                "mean",
                "p50",
                "p99",
                "p99.9",
                "max");
        for (boolean withModel : new boolean[] {true, false}) {
            var latency = new EdgeLatency(workload, rate, withModel);
            latency.run((long) rate * WARM_UP_SECONDS);
            Result result = latency.run((long) rate * seconds);
            String name = withModel ? "edge model" : "tags only";
            print(out, name + ", since schedule", result.sinceSchedule);
            print(out, name + ", the engine's own time", result.own);
            out.printf(
                    Locale.ROOT,
                    "%s, as fast as it can: %,.0f elements/s of CPU time%n",
                    name,
                    latency.elementsPerCpuSecond(ELEMENTS_AT_FULL_SPEED));
            if (withModel) {
                print(out, "putting a model in force", result.models);
            }
        }
    }

    private static void print(PrintStream out, String name, Histogram histogram) {
        out.printf(
                Locale.ROOT,
                "%-34s %8.2f %8.2f %8.2f %8.2f %8.1f%n",
                name,
                histogram.getMean() / NANOS_PER_MICRO,
                histogram.getValueAtPercentile(50) / NANOS_PER_MICRO,
                histogram.getValueAtPercentile(99) / NANOS_PER_MICRO,
                histogram.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                histogram.getMaxValue() / NANOS_PER_MICRO);
    }
}

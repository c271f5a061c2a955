package io.forebay.jobs.measure;

import io.forebay.jobs.cluster.LocalCluster;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Measures the time from when an element is due to be written to Kafka to when its tag has been
 * read from there. Elements are written by a schedule that waits for nothing, so what a delay does
 * to those behind it is counted. The reader does not wait for transactions.
 */
final class LatencyRun {
    /** Event time of the first element that waits. */
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    static final long LEAST_NANOS = 1_000;
    static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double P50 = 50;
    private static final double P90 = 90;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final LocalCluster cluster;
    private final MeasureTopics topics;

    LatencyRun(LocalCluster cluster, MeasureTopics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    /**
     * Runs a job that first works off elements that wait for it, which warms it up, and is then fed
     * for a while that is not measured and for one that is.
     *
     * @param shape of the workload, which has the rate
     * @param waiting elements that wait for it
     * @param settlingCheckpoints triggered while it is fed and not measured
     * @throws IOException when an element was not answered
     */
    MeasureFigures.Latency run(
            String name,
            ManyFunctions.Shape shape,
            int parallelism,
            Map<String, String> options,
            long waiting,
            int settlingSeconds,
            int settlingCheckpoints,
            int seconds)
            throws IOException, InterruptedException {
        String capture = name + ".capture";
        topics.create(List.of(capture));
        var histogram = new Histogram(LEAST_NANOS, MOST_NANOS, DIGITS);
        long measuredNanos = TimeUnit.SECONDS.toNanos(seconds);
        MeasuredJob job;
        MeasureFigures.Load load;
        try (var workload = ManyFunctions.open(shape)) {
            try (var feed = new ElementFeed(cluster.state().kafkaAddress(), capture, true)) {
                feed.hurry(workload, START_NANOS, waiting);
            }
            job = MeasuredJob.submit(cluster, topics, name, capture, parallelism, options);
            job.awaitRunning();
            try (var reader = new TagReader(topics, job.commandsTopic())) {
                reader.readUntil(waiting);
                var clock = new EpochClock();
                long startNanos = clock.nanos();
                long fromNanos = startNanos + TimeUnit.SECONDS.toNanos(settlingSeconds);
                CompletableFuture<Void> triggered =
                        trigger(job, settlingCheckpoints, fromNanos - startNanos);
                var watch = new LoadWatch(cluster, fromNanos - clock.nanos());
                var fed = new CompletableFuture<Long>();
                var feeder =
                        new Thread(
                                () ->
                                        feed(
                                                capture,
                                                workload,
                                                clock,
                                                startNanos,
                                                fromNanos + measuredNanos,
                                                fed),
                                "element-feed");
                feeder.start();
                reader.record(clock, fromNanos, fed, histogram);
                triggered.join();
                load = watch.end(histogram.getTotalCount());
                feeder.join();
            }
        }
        job.requireUninterrupted();
        int checkpoints = job.checkpoints().completed();
        job.cancel();
        topics.delete(job.resultTopics());
        topics.delete(List.of(capture));
        return new MeasureFigures.Latency(
                histogram.getTotalCount() * NANOS_PER_SECOND / measuredNanos,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(P50) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P90) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P99) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P999) / NANOS_PER_MILLI,
                histogram.getMaxValue() / NANOS_PER_MILLI,
                checkpoints,
                load);
    }

    /** Triggers checkpoints at equal distances. */
    private static CompletableFuture<Void> trigger(MeasuredJob job, int count, long withinNanos) {
        return CompletableFuture.allOf(
                IntStream.rangeClosed(1, count)
                        .mapToObj(
                                i ->
                                        CompletableFuture.runAsync(
                                                job::triggerCheckpoint,
                                                CompletableFuture.delayedExecutor(
                                                        withinNanos / (count + 1) * i,
                                                        TimeUnit.NANOSECONDS)))
                        .toArray(CompletableFuture[]::new));
    }

    private void feed(
            String capture,
            ManyFunctions workload,
            EpochClock clock,
            long startNanos,
            long endNanos,
            CompletableFuture<Long> fed) {
        try (var feed = new ElementFeed(cluster.state().kafkaAddress(), capture, false)) {
            fed.complete(feed.pace(workload, clock, startNanos, endNanos));
        } catch (IOException | RuntimeException e) {
            fed.completeExceptionally(e);
        }
    }
}

package io.forebay.jobs.measure;

import io.forebay.jobs.cluster.LocalCluster;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures the time from when an element is due to be written to Kafka to when its tag has been
 * read from there. Elements are written by a schedule that waits for nothing, so what a delay does
 * to those behind it is counted. The reader does not wait for transactions.
 */
final class LatencyRun {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final long LEAST_NANOS = 1_000;
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
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
     * Runs a job that is fed for a while to warm up and then for as long again as is measured.
     *
     * @param shape of the workload, which has the rate
     * @throws IOException when an element was not answered
     */
    MeasureFigures.Latency run(
            String name,
            ManyFunctions.Shape shape,
            int parallelism,
            Map<String, String> options,
            int warmUpSeconds,
            int seconds)
            throws IOException, InterruptedException {
        String capture = name + ".capture";
        topics.create(List.of(capture));
        MeasuredJob job = MeasuredJob.submit(cluster, topics, name, capture, parallelism, options);
        job.awaitRunning();
        var clock = new EpochClock();
        long startNanos = clock.nanos() + TimeUnit.SECONDS.toNanos(1);
        long fromNanos = startNanos + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        long endNanos = fromNanos + TimeUnit.SECONDS.toNanos(seconds);
        var fed = new CompletableFuture<Long>();
        var feeder =
                new Thread(
                        () -> feed(capture, shape, clock, startNanos, endNanos, fed),
                        "element-feed");
        feeder.start();
        var histogram = new Histogram(LEAST_NANOS, MOST_NANOS, DIGITS);
        readTags(job.commandsTopic(), clock, fromNanos, fed, histogram);
        feeder.join();
        job.cancel();
        topics.delete(job.resultTopics());
        topics.delete(List.of(capture));
        return new MeasureFigures.Latency(
                histogram.getTotalCount() * NANOS_PER_SECOND / (endNanos - fromNanos),
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(P50) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P90) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P99) / NANOS_PER_MILLI,
                histogram.getValueAtPercentile(P999) / NANOS_PER_MILLI,
                histogram.getMaxValue() / NANOS_PER_MILLI);
    }

    private void feed(
            String capture,
            ManyFunctions.Shape shape,
            EpochClock clock,
            long startNanos,
            long endNanos,
            CompletableFuture<Long> fed) {
        try (var feed = new ElementFeed(cluster.state().kafkaAddress(), capture, false);
                ManyFunctions workload = ManyFunctions.open(shape)) {
            fed.complete(feed.pace(workload, clock, startNanos, endNanos));
        } catch (IOException | RuntimeException e) {
            fed.completeExceptionally(e);
        }
    }

    /** Reads until each element that was fed has its tag; those due early are not recorded. */
    private void readTags(
            String topic,
            EpochClock clock,
            long fromNanos,
            CompletableFuture<Long> fed,
            Histogram histogram)
            throws IOException {
        long tags = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = topics.newConsumer()) {
            List<TopicPartition> partitions = topics.partitionsOf(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long lastTagNanos = System.nanoTime();
            while (!fed.isDone() || tags < fedCount(fed)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ControlCommand command = ControlCommand.getDecoder().decode(record.value());
                    if (!(command.getBody() instanceof PriorityTag)) {
                        continue;
                    }
                    tags++;
                    // A tag's cause is its element, whose time is when it was due.
                    long dueNanos = command.getCauseTimeNanos();
                    if (dueNanos >= fromNanos) {
                        histogram.recordValue(
                                Math.min(
                                        MOST_NANOS,
                                        Math.max(LEAST_NANOS, clock.nanos() - dueNanos)));
                    }
                    lastTagNanos = System.nanoTime();
                }
                if (System.nanoTime() - lastTagNanos > PATIENCE_NANOS) {
                    throw new IOException(
                            "the job does not answer: topic=" + topic + ", tags=" + tags);
                }
            }
        }
    }

    private static long fedCount(CompletableFuture<Long> fed) throws IOException {
        try {
            return fed.join();
        } catch (CompletionException e) {
            throw new IOException("the feed failed", e.getCause());
        }
    }
}

package io.forebay.jobs.measure;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads tags as soon as they are written, without waiting for transactions. One thread. */
final class TagReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long tags;
    private long lastTagNanos = System.nanoTime();

    /** Begins with the first record of a topic. */
    TagReader(MeasureTopics topics, String topic) {
        this.topic = topic;
        consumer = topics.newConsumer();
        List<TopicPartition> partitions = topics.partitionsOf(topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private interface TagAction {
        void accept(long causeTimeNanos);
    }

    /** Reads until so many tags have come. */
    void readUntil(long count) throws IOException {
        while (tags < count) {
            poll(causeTimeNanos -> {});
        }
    }

    /**
     * Reads until each element that was fed has its tag.
     *
     * @param fromNanos elements that were due earlier are not recorded
     * @param fed completed with the number of elements fed after what was read before
     * @param histogram is given the nanoseconds from when an element was due to now
     */
    void record(EpochClock clock, long fromNanos, CompletableFuture<Long> fed, Histogram histogram)
            throws IOException {
        long before = tags;
        while (!fed.isDone() || tags - before < countOf(fed)) {
            poll(
                    // A tag's cause is its element, whose time is when it was due.
                    dueNanos -> {
                        if (dueNanos >= fromNanos) {
                            long nanos = clock.nanos() - dueNanos;
                            histogram.recordValue(
                                    Math.min(
                                            LatencyRun.MOST_NANOS,
                                            Math.max(LatencyRun.LEAST_NANOS, nanos)));
                        }
                    });
        }
    }

    private void poll(TagAction action) throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            ControlCommand command = ControlCommand.getDecoder().decode(record.value());
            if (command.getBody() instanceof PriorityTag) {
                tags++;
                action.accept(command.getCauseTimeNanos());
                lastTagNanos = System.nanoTime();
            }
        }
        if (System.nanoTime() - lastTagNanos > PATIENCE_NANOS) {
            throw new IOException("the job does not answer: topic=" + topic + ", tags=" + tags);
        }
    }

    private static long countOf(CompletableFuture<Long> fed) throws IOException {
        try {
            return fed.join();
        } catch (CompletionException e) {
            throw new IOException("the feed failed", e.getCause());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

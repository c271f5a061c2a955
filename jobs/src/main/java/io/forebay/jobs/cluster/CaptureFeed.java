package io.forebay.jobs.cluster;

import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.kafka.KeyedRecordSerializer;
import io.forebay.connectors.kafka.KeyedRecordSerializer.Format;
import io.forebay.connectors.trace.TraceCapture;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what a gateway would capture of a workload into the topic with the traffic, as fast as the
 * workload's clock runs; what could not be used goes to the topic of dead letters. One thread.
 */
public final class CaptureFeed {
    /** Below this, waiting costs more than a record that comes a little early. */
    private static final long LEAST_WAIT_NANOS = 1_000_000;

    private final KeyedRecordSerializer<CaptureRecord> captures;
    private final KeyedRecordSerializer<DeadLetter> deadLetters;
    private final Properties properties;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private long firstNanos = -1;
    private long startedAtNanos;

    /**
     * Counts of a feed that has ended.
     *
     * @param records written
     * @param deadLetters input that could not be used
     */
    public record Count(long records, long deadLetters) {}

    /** Feeds the Kafka of {@code settings}. */
    public CaptureFeed(KafkaSettings settings) {
        captures =
                new KeyedRecordSerializer<>(
                        settings.topics().capture(),
                        CaptureRecord.class,
                        CaptureRecords::functionId,
                        Format.AVRO,
                        settings.registry());
        deadLetters =
                new KeyedRecordSerializer<>(
                        settings.topics().deadLetters(),
                        DeadLetter.class,
                        DeadLetter::getOrigin,
                        Format.AVRO,
                        settings.registry());
        properties = settings.clientProperties();
        properties.setProperty("acks", "all");
        properties.setProperty("enable.idempotence", "true");
    }

    /**
     * Feeds until the workload ends.
     *
     * @param startNanos event time of the first record, since 1970; the others keep their distance
     * @param speed of the workload's clock against the wall clock, infinite for as fast as Kafka
     *     takes it
     * @param durationNanos of the workload's clock, 0 for all of it
     * @param limit elements, 0 for all
     */
    public Count run(
            TraceCapture workload, long startNanos, double speed, long durationNanos, long limit)
            throws IOException, InterruptedException {
        long records = 0;
        long unusable = 0;
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(properties, bytes, bytes)) {
            Either<CaptureRecord, DeadLetter> next = workload.peek();
            while (next != null && (limit == 0 || records < limit)) {
                if (next.isLeft()) {
                    if (!waitFor(producer, next.left(), speed, durationNanos)) {
                        break;
                    }
                    move(next.left(), startNanos - firstNanos);
                    send(producer, captures.serialize(next.left()));
                    records++;
                } else {
                    send(producer, deadLetters.serialize(next.right()));
                    unusable++;
                }
                workload.remove();
                next = workload.peek();
            }
        }
        throwFailure();
        return new Count(records, unusable);
    }

    /** Waits until a record is due; false when it is behind the end. */
    private boolean waitFor(
            KafkaProducer<byte[], byte[]> producer,
            CaptureRecord record,
            double speed,
            long durationNanos)
            throws InterruptedException {
        long timeNanos = CaptureRecords.eventTimeNanos(record);
        if (firstNanos < 0) {
            firstNanos = timeNanos;
            startedAtNanos = System.nanoTime();
        }
        long sinceNanos = timeNanos - firstNanos;
        if (durationNanos > 0 && sinceNanos >= durationNanos) {
            return false;
        }
        long aheadNanos = startedAtNanos + (long) (sinceNanos / speed) - System.nanoTime();
        if (aheadNanos > LEAST_WAIT_NANOS) {
            producer.flush();
            TimeUnit.NANOSECONDS.sleep(aheadNanos);
        }
        return true;
    }

    private static void move(CaptureRecord record, long byNanos) {
        if (record.getBody() instanceof TrafficElement element) {
            element.setEventTimeNanos(element.getEventTimeNanos() + byNanos);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
            throws IOException {
        throwFailure();
        // The callback tells of a failure.
        Future<?> unused =
                producer.send(
                        record,
                        (metadata, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
    }

    private void throwFailure() throws IOException {
        if (failure.get() != null) {
            throw new IOException("a record cannot be written to Kafka", failure.get());
        }
    }
}

package io.forebay.jobs.measure;

import io.forebay.connectors.kafka.KeyedRecordSerializer;
import io.forebay.connectors.kafka.KeyedRecordSerializer.Format;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the elements of many functions into a topic, as fast as Kafka takes them or each when it
 * is due. One thread.
 */
final class ElementFeed implements AutoCloseable {
    /** To wake for each element would take a part of the processors that the job is to have. */
    private static final long LEAST_WAIT_NANOS = 1_000_000;

    private static final int HURRIED_BATCH_BYTES = 1 << 18;

    private final KeyedRecordSerializer<CaptureRecord> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Map<String, Long> offsets = new HashMap<>();

    /**
     * Feeds a topic.
     *
     * @param waitsForOthers whether records wait a little to travel together
     */
    ElementFeed(String servers, String topic, boolean waitsForOthers) {
        serializer =
                new KeyedRecordSerializer<>(
                        topic, CaptureRecord.class, CaptureRecords::functionId, Format.AVRO);
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", servers);
        properties.setProperty("acks", "all");
        properties.setProperty("enable.idempotence", "true");
        if (waitsForOthers) {
            properties.setProperty("linger.ms", "20");
            properties.setProperty("batch.size", Integer.toString(HURRIED_BATCH_BYTES));
        } else {
            properties.setProperty("linger.ms", "10");
        }
        var bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(properties, bytes, bytes);
    }

    /**
     * Writes so many elements as fast as Kafka takes them.
     *
     * @param startNanos event time of the beginning, since 1970
     */
    void hurry(ManyFunctions workload, long startNanos, long count) throws IOException {
        for (long i = 0; i < count; i++) {
            TrafficElement element = workload.next();
            element.setEventTimeNanos(startNanos + element.getEventTimeNanos());
            send(element);
        }
        producer.flush();
        throwFailure();
    }

    /**
     * Writes each element when its time has come or up to a millisecond later, however late the one
     * before it was. An element's event time becomes when it is due, on this machine's clock; the
     * first is due at {@code startNanos}.
     *
     * @return elements that were due before {@code endNanos}, all of which were written
     */
    long pace(ManyFunctions workload, EpochClock clock, long startNanos, long endNanos)
            throws IOException {
        long count = 0;
        long firstNanos = -1;
        while (true) {
            TrafficElement element = workload.next();
            if (firstNanos < 0) {
                firstNanos = element.getEventTimeNanos();
            }
            long dueNanos = startNanos + element.getEventTimeNanos() - firstNanos;
            if (dueNanos >= endNanos) {
                break;
            }
            for (long ahead = dueNanos - clock.nanos();
                    ahead > 0;
                    ahead = dueNanos - clock.nanos()) {
                LockSupport.parkNanos(Math.max(ahead, LEAST_WAIT_NANOS));
            }
            element.setEventTimeNanos(dueNanos);
            send(element);
            count++;
        }
        producer.flush();
        throwFailure();
        return count;
    }

    private void send(TrafficElement element) throws IOException {
        throwFailure();
        String device = Functions.deviceOf(element.getFunctionId());
        long offset = offsets.merge(device, 1L, Long::sum) - 1;
        // The callback tells of a failure.
        Future<?> unused =
                producer.send(
                        serializer.serialize(new CaptureRecord(offset, element)),
                        (metadata, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
    }

    private void throwFailure() throws IOException {
        if (failure.get() != null) {
            throw new IOException("an element cannot be written to Kafka", failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}

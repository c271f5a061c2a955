package io.forebay.jobs.cluster;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.CaptureRecords;
import io.forebay.schemas.SchemaTrust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics as a reader of committed records sees them. */
final class Topics {
    static {
        SchemaTrust.install();
    }

    private final String servers;

    Topics(String servers) {
        this.servers = servers;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", servers);
        return properties;
    }

    void create(Collection<String> names, int partitions) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            admin.createTopics(
                            names.stream()
                                    .map(name -> new NewTopic(name, partitions, (short) 1))
                                    .toList())
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    void send(String topic, String key, byte[] value) throws Exception {
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(properties(), bytes, bytes)) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(1, TimeUnit.MINUTES);
        }
    }

    /** Writes records to one partition, in order. */
    void send(String topic, int partition, List<CaptureRecord> records) throws Exception {
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(properties(), bytes, bytes)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (CaptureRecord record : records) {
                byte[] key = CaptureRecords.functionId(record).getBytes(StandardCharsets.UTF_8);
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        topic, partition, key, PartitionTraffic.bytesOf(record))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(1, TimeUnit.MINUTES);
            }
        }
    }

    /** All committed records of a topic, each partition in its order. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var committed = new CommittedTopic(servers, topic)) {
            committed.readOn(records::add);
        }
        return records;
    }

    /** Values of the committed records by key, in order. */
    Map<String, List<byte[]>> committedByKey(String topic) {
        Map<String, List<byte[]>> values = new TreeMap<>();
        committed(topic).forEach(record -> add(record, values));
        return values;
    }

    /** Puts a record's value behind the others of its key. */
    static void add(ConsumerRecord<byte[], byte[]> record, Map<String, List<byte[]>> byKey) {
        byKey.computeIfAbsent(
                        new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                .add(record.value());
    }
}

package io.forebay.jobs.cluster;

import io.forebay.schemas.SchemaTrust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics as a reader of committed records sees them. */
final class Topics {
    static {
        SchemaTrust.install();
    }

    private static final Duration POLL = Duration.ofMillis(200);

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

    /** All committed records of a topic, each partition in its order. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        Properties properties = properties();
        properties.setProperty("isolation.level", "read_committed");
        var bytes = new ByteArrayDeserializer();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    /** Values of the committed records by key, in order. */
    Map<String, List<byte[]>> committedByKey(String topic) {
        Map<String, List<byte[]>> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : committed(topic)) {
            values.computeIfAbsent(
                            new String(record.key(), StandardCharsets.UTF_8),
                            key -> new ArrayList<>())
                    .add(record.value());
        }
        return values;
    }
}

package io.forebay.jobs.measure;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Topics of measured runs. Blocking; one thread. */
final class MeasureTopics implements AutoCloseable {
    static {
        SchemaTrust.install();
    }

    /** Topics of results. */
    private static final List<ConfigOption<String>> RESULTS =
            List.of(
                    KafkaOptions.COMMANDS_TOPIC,
                    KafkaOptions.ALLOCATIONS_TOPIC,
                    KafkaOptions.ALERTS_TOPIC,
                    KafkaOptions.ALERTS_JSON_TOPIC,
                    KafkaOptions.DEAD_LETTERS_TOPIC,
                    KafkaOptions.LATE_ELEMENTS_TOPIC);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TIMEOUT_MINUTES = 2;

    private final String servers;
    private final int partitions;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    MeasureTopics(String servers, int partitions) {
        this.servers = servers;
        this.partitions = partitions;
        admin = Admin.create(properties());
        consumer = newConsumer();
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", servers);
        return properties;
    }

    /** A reader that does not wait for transactions to be committed. */
    KafkaConsumer<byte[], byte[]> newConsumer() {
        Properties properties = properties();
        properties.setProperty("isolation.level", "read_uncommitted");
        // As the job's own reader: a broker asked for each record would take what the job needs.
        properties.setProperty("fetch.min.bytes", "32768");
        properties.setProperty("fetch.max.wait.ms", "5");
        properties.setProperty("enable.auto.commit", "false");
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    void create(Collection<String> names) throws IOException, InterruptedException {
        List<NewTopic> topics =
                names.stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList();
        try {
            admin.createTopics(topics).all().get(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("topics cannot be created: names=" + names, e);
        }
    }

    void delete(Collection<String> names) throws IOException, InterruptedException {
        try {
            admin.deleteTopics(names).all().get(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("topics cannot be deleted: names=" + names, e);
        }
    }

    /** Creates topics of a run's results, and gives the options that name them. */
    Map<String, String> createResults(String run) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        for (ConfigOption<String> option : RESULTS) {
            options.put(option.key(), run + "." + option.key().substring("kafka.topic.".length()));
        }
        create(options.values());
        return options;
    }

    List<TopicPartition> partitionsOf(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Records of a topic so far, with the marks of transactions. */
    long size(String topic) {
        return consumer.endOffsets(partitionsOf(topic)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Commands of a topic.
     *
     * @param count of all kinds
     * @param tagMillis when each tag was written, since 1970, ascending
     */
    // Nothing compares two of them.
    @SuppressWarnings("ArrayRecordComponent")
    record Written(long count, long[] tagMillis) {}

    /** Reads a topic of commands from its beginning to its end. */
    Written commands(String topic) throws IOException {
        List<TopicPartition> all = partitionsOf(topic);
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        long[] tagMillis = new long[1 << 16];
        int tags = 0;
        long count = 0;
        while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                count++;
                if (ControlCommand.getDecoder().decode(record.value()).getBody()
                        instanceof PriorityTag) {
                    if (tags == tagMillis.length) {
                        tagMillis = Arrays.copyOf(tagMillis, 2 * tags);
                    }
                    tagMillis[tags++] = record.timestamp();
                }
            }
        }
        consumer.unsubscribe();
        long[] sorted = Arrays.copyOf(tagMillis, tags);
        Arrays.sort(sorted);
        return new Written(count, sorted);
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}

package io.forebay.jobs.cluster;

import io.forebay.connectors.kafka.KeyedRecordSerializer;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.schemas.Policy;
import io.forebay.schemas.SchemaTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the policies as those see it who make them: what was said last about each target.
 * Blocking; one thread.
 */
public final class PolicyTopic implements AutoCloseable {
    static {
        SchemaTrust.install();
    }

    /** Name on the local cluster. */
    public static final String LOCAL = "forebay.policies";

    private static final Logger LOG = LoggerFactory.getLogger(PolicyTopic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String servers;
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Connects with the first call. */
    public PolicyTopic(String servers, String topic) {
        this.servers = servers;
        this.topic = topic;
        var bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(properties(), bytes, bytes);
    }

    /** A topic of policies as a job wants it, to be created. */
    static NewTopic definition(String topic) {
        return new NewTopic(topic, 1, (short) 1)
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", servers);
        return properties;
    }

    /**
     * What was said last about each target, those taken back left out. What cannot be read is
     * passed over, as the job does, which makes a dead letter of it.
     */
    public Map<String, Policy> policies() throws IOException {
        Map<String, Policy> newest = new TreeMap<>();
        var partition = new TopicPartition(topic, 0);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties(), bytes, bytes)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            while (consumer.position(partition, PATIENCE) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record, newest);
                }
            }
        }
        return newest;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, Policy> newest) {
        if (record.key() == null) {
            return;
        }
        String target = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            newest.remove(target);
            return;
        }
        try {
            newest.put(target, Policy.getDecoder().decode(record.value()));
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged bytes with exceptions of many kinds.
            LOG.warn("a policy cannot be read: target={}, offset={}", target, record.offset(), e);
        }
    }

    /**
     * Sets values for a target; others that were set for it stay.
     *
     * @return the policy as it is now
     * @throws IllegalArgumentException when it could never be in force; names what is allowed
     */
    public Policy set(String target, Map<String, String> values)
            throws IOException, InterruptedException {
        Map<String, String> all = new TreeMap<>();
        Policy before = policies().get(target);
        if (before != null) {
            all.putAll(before.getValues());
        }
        all.putAll(values);
        var policy = new Policy(target, all);
        String violation = PolicyTable.violation(target, policy);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        send(
                new KeyedRecordSerializer<>(
                                topic,
                                Policy.class,
                                Policy::getTarget,
                                KeyedRecordSerializer.Format.AVRO)
                        .serialize(policy));
        return policy;
    }

    /** Takes the policy of a target back; whether there was one. */
    public boolean remove(String target) throws IOException, InterruptedException {
        boolean isThere = policies().containsKey(target);
        if (isThere) {
            send(new ProducerRecord<>(topic, target.getBytes(StandardCharsets.UTF_8), null));
        }
        return isThere;
    }

    private void send(ProducerRecord<byte[], byte[]> record)
            throws IOException, InterruptedException {
        try {
            producer.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failed(e);
        }
    }

    private IOException failed(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new IOException("Kafka failed: topic=" + topic + ", servers=" + servers, cause);
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}

package io.forebay.connectors.kafka;

import io.forebay.connectors.OptionRefusal;
import io.forebay.connectors.kafka.schema.SchemaRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the brokers, before a job is submitted, for what its settings take for granted: that the
 * topics are there, and that the brokers let a transaction live as long as it is asked to.
 * Blocking.
 */
public final class KafkaStartCheck implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;
    private static final String BROKER_LIMIT = "transaction.max.timeout.ms";

    private final KafkaSettings settings;
    private final Admin admin;

    /** Connects with the first question. */
    public KafkaStartCheck(KafkaSettings settings) {
        this.settings = settings;
        Properties properties = settings.clientProperties();
        String timeoutMillis = Long.toString(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
        properties.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        admin = Admin.create(properties);
    }

    /**
     * Partitions of the topic with the traffic.
     *
     * @throws IllegalArgumentException when there is no such topic
     */
    public int capturePartitions() throws InterruptedException {
        return partitions(KafkaOptions.CAPTURE_TOPIC.key(), settings.topics().capture());
    }

    /**
     * Checks the topic of policies, whose order is that of its only partition, and whose newest
     * record for each target is kept.
     *
     * @throws IllegalArgumentException when there is no such topic, or it is another kind of one
     */
    public void checkPolicies() throws InterruptedException {
        String topic = settings.topics().policies();
        int partitions = partitions(KafkaOptions.POLICIES_TOPIC.key(), topic);
        String cleanup;
        try {
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            cleanup =
                    admin.describeConfigs(List.of(resource))
                            .all()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .get(resource)
                            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                            .value();
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(e);
        }
        if (partitions != 1 || !cleanup.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw OptionRefusal.of(
                    KafkaOptions.POLICIES_TOPIC,
                    topic + " (partitions=" + partitions + ", cleanup.policy=" + cleanup + ")",
                    "a topic with partitions=1, cleanup.policy=compact");
        }
    }

    /**
     * Checks that results can be written, and registers their schemas.
     *
     * @throws IllegalArgumentException when a topic is missing, or a transaction is to live longer
     *     than the brokers allow; names the key, the value and what is allowed
     * @throws IllegalStateException when a schema registry is configured and does not answer, or
     *     refuses a schema
     */
    public void checkResults() throws InterruptedException {
        for (Map.Entry<String, String> topic : settings.topics().results().entrySet()) {
            partitions(topic.getKey(), topic.getValue());
        }
        checkSchemas();
        if (settings.delivery() == KafkaDelivery.EXACTLY_ONCE) {
            checkTransactionTimeout();
        }
    }

    /**
     * Checks that the schema registry, where one is configured, answers.
     *
     * @throws IllegalStateException when it does not; names the key and the address
     */
    public void checkRegistry() {
        if (settings.registry() == null) {
            return;
        }
        try {
            SchemaRegistry.impatient(settings.registry()).check();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Registers the schemas of the results, or sees that they are there. */
    private void checkSchemas() {
        if (settings.registry() == null) {
            return;
        }
        SchemaRegistry registry = SchemaRegistry.impatient(settings.registry());
        KafkaResults.schemas(settings.topics())
                .forEach(
                        (topic, schema) -> {
                            try {
                                registry.idOf(SchemaRegistry.subjectOf(topic), schema);
                            } catch (IOException e) {
                                throw new IllegalStateException(
                                        e.getMessage() + ", topic=" + topic, e);
                            }
                        });
    }

    private int partitions(String key, String topic) throws InterruptedException {
        try {
            TopicDescription description =
                    admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .get(topic);
            return description.partitions().size();
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                // Without the cause, which says less.
                throw new IllegalArgumentException(
                        "option is not allowed: key="
                                + key
                                + ", value="
                                + topic
                                + ", allowed=a topic that exists on "
                                + settings.bootstrapServers());
            }
            throw unreachable(e);
        }
    }

    private void checkTransactionTimeout() throws InterruptedException {
        long allowedMillis;
        try {
            Node broker =
                    admin.describeCluster()
                            .nodes()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .iterator()
                            .next();
            var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
            allowedMillis =
                    Long.parseLong(
                            admin.describeConfigs(List.of(resource))
                                    .all()
                                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                                    .get(resource)
                                    .get(BROKER_LIMIT)
                                    .value());
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(e);
        }
        long askedMillis = settings.transactionTimeout().toMillis();
        if (askedMillis > allowedMillis) {
            throw OptionRefusal.of(
                    KafkaOptions.TRANSACTION_TIMEOUT,
                    askedMillis + " ms",
                    "at most " + allowedMillis + " ms, the brokers' " + BROKER_LIMIT);
        }
    }

    private IllegalStateException unreachable(Exception e) {
        return new IllegalStateException(
                "Kafka does not answer: "
                        + KafkaOptions.BOOTSTRAP_SERVERS.key()
                        + "="
                        + settings.bootstrapServers(),
                e);
    }

    @Override
    public void close() {
        admin.close();
    }
}

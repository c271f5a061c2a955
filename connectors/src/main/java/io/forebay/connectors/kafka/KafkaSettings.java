package io.forebay.connectors.kafka;

import io.forebay.connectors.OptionRefusal;
import io.forebay.connectors.kafka.schema.SchemaRegistrySettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.TimeUtils;

/**
 * How the pipeline reads from and writes to Kafka: {@link KafkaOptions}, checked.
 *
 * @param bootstrapServers brokers to begin with
 * @param client settings for Kafka's own clients
 * @param topics names of the topics
 * @param group consumer group
 * @param start where a job without a checkpoint begins
 * @param isBounded whether the job ends with what is there when it first starts
 * @param maxDisorderMillis event time by which a record may come behind others of its partition
 * @param idleTimeout time without a record after which a partition is idle
 * @param maxDrift event time by which a partition may run ahead of the slowest; zero for any
 * @param delivery what is promised of results
 * @param transactionPrefix beginning of the names of transactions
 * @param transactionTimeout longest life of a transaction
 * @param registry where schemas are registered; null for nowhere
 */
public record KafkaSettings(
        String bootstrapServers,
        TreeMap<String, String> client,
        KafkaTopics topics,
        String group,
        KafkaStart start,
        boolean isBounded,
        long maxDisorderMillis,
        Duration idleTimeout,
        Duration maxDrift,
        KafkaDelivery delivery,
        String transactionPrefix,
        Duration transactionTimeout,
        SchemaRegistrySettings registry)
        implements Serializable {
    private static final Pattern SERVERS = Pattern.compile("[^,\\s]+:\\d+(,[^,\\s]+:\\d+)*");
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * The settings of a configuration.
     *
     * @param config {@link KafkaOptions}, and those of Flink's checkpoints, which transactions must
     *     outlive
     * @throws IllegalArgumentException when an option is not allowed; names the key, the value and
     *     what is allowed
     */
    public static KafkaSettings from(ReadableConfig config) {
        var settings =
                new KafkaSettings(
                        servers(config),
                        new TreeMap<>(config.get(KafkaOptions.CLIENT)),
                        KafkaTopics.from(config),
                        text(config, KafkaOptions.GROUP),
                        config.get(KafkaOptions.START),
                        config.get(KafkaOptions.BOUNDED),
                        duration(config, KafkaOptions.MAX_DISORDER, Duration.ZERO).toMillis(),
                        duration(config, KafkaOptions.IDLE_TIMEOUT, Duration.ofMillis(1)),
                        duration(config, KafkaOptions.MAX_DRIFT, Duration.ZERO),
                        config.get(KafkaOptions.DELIVERY),
                        text(config, KafkaOptions.TRANSACTION_PREFIX),
                        duration(config, KafkaOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(1)),
                        SchemaRegistrySettings.from(config).orElse(null));
        if (settings.delivery == KafkaDelivery.EXACTLY_ONCE) {
            settings.checkTransactions(config);
        }
        return settings;
    }

    /*
     * A transaction is open from one checkpoint to the completion of the next, so it must live for
     * the interval and for as long as a checkpoint may take. What it lives beyond that is how long
     * the job may be away.
     */
    private void checkTransactions(ReadableConfig config) {
        Duration interval =
                config.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                        .orElse(Duration.ZERO);
        if (interval.isZero()) {
            throw OptionRefusal.of(
                    KafkaOptions.DELIVERY,
                    delivery,
                    "with checkpoints, which "
                            + CheckpointingOptions.CHECKPOINTING_INTERVAL.key()
                            + " turns on; or at_least_once");
        }
        Duration checkpoint = config.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT);
        if (transactionTimeout.compareTo(interval.plus(checkpoint)) <= 0) {
            throw OptionRefusal.of(
                    KafkaOptions.TRANSACTION_TIMEOUT,
                    format(transactionTimeout),
                    "above "
                            + format(interval)
                            + " of "
                            + CheckpointingOptions.CHECKPOINTING_INTERVAL.key()
                            + " and "
                            + format(checkpoint)
                            + " of "
                            + CheckpointingOptions.CHECKPOINTING_TIMEOUT.key()
                            + " together");
        }
    }

    /** What every client of this Kafka is given. */
    public Properties clientProperties() {
        Properties properties = new Properties();
        client.forEach(properties::setProperty);
        properties.setProperty("bootstrap.servers", bootstrapServers);
        return properties;
    }

    private static String servers(ReadableConfig config) {
        String servers = config.get(KafkaOptions.BOOTSTRAP_SERVERS);
        if (servers == null || !SERVERS.matcher(servers).matches()) {
            throw OptionRefusal.of(
                    KafkaOptions.BOOTSTRAP_SERVERS,
                    servers,
                    "one or more host:port, separated by commas");
        }
        return servers;
    }

    private static String text(ReadableConfig config, ConfigOption<String> option) {
        String value = config.get(option);
        if (value.isBlank()) {
            throw OptionRefusal.of(option, value, "not blank");
        }
        return value;
    }

    private static Duration duration(
            ReadableConfig config, ConfigOption<Duration> option, Duration least) {
        Duration value = config.get(option);
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw OptionRefusal.of(option, format(value), format(least) + " to 1 day");
        }
        return value;
    }

    static String format(Duration duration) {
        return TimeUtils.formatWithHighestUnit(duration);
    }

    /** The settings without what a client may keep secret. */
    @Override
    public String toString() {
        return "KafkaSettings[bootstrapServers="
                + bootstrapServers
                + ", client="
                + Map.copyOf(client).keySet()
                + ", topics="
                + topics
                + ", delivery="
                + delivery
                + "]";
    }
}

package io.forebay.connectors.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of the pipeline over Kafka; {@link KafkaSettings#from} checks them. */
public final class KafkaOptions {
    /** Brokers to begin with. */
    public static final ConfigOption<String> BOOTSTRAP_SERVERS =
            ConfigOptions.key("kafka.bootstrap-servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Brokers to begin with, as host:port, separated by commas.");

    /** Settings of Kafka's own clients. */
    public static final ConfigOption<Map<String, String>> CLIENT =
            ConfigOptions.key("kafka.client")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Settings for Kafka's own clients, such as those of security.");

    /** Topic of the traffic. */
    public static final ConfigOption<String> CAPTURE_TOPIC =
            topic("capture", "Traffic: capture records, keyed by function or device.");

    /** Topic of tags, prefetches and model updates. */
    public static final ConfigOption<String> COMMANDS_TOPIC =
            topic("commands", "Tags, prefetches and model updates, keyed by their target.");

    /** Topic of allocations. */
    public static final ConfigOption<String> ALLOCATIONS_TOPIC =
            topic("allocations", "Commands that share out buffer space, keyed by device.");

    /** Topic of alerts. */
    public static final ConfigOption<String> ALERTS_TOPIC =
            topic("alerts", "Alerts, keyed by function.");

    /** Topic of alerts as JSON. */
    public static final ConfigOption<String> ALERTS_JSON_TOPIC =
            topic("alerts-json", "The same alerts as JSON.");

    /** Topic of unusable input. */
    public static final ConfigOption<String> DEAD_LETTERS_TOPIC =
            topic("dead-letters", "Input that could not be used, keyed by its origin.");

    /** Topic of late elements. */
    public static final ConfigOption<String> LATE_ELEMENTS_TOPIC =
            topic("late-elements", "Elements that came after their window, keyed by function.");

    /** Topic of policies. */
    public static final ConfigOption<String> POLICIES_TOPIC =
            ConfigOptions.key("kafka.topic.policies")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Policies that change while the job runs, keyed by function, device or"
                                    + " *; without it there are none.");

    /** Consumer group. */
    public static final ConfigOption<String> GROUP =
            ConfigOptions.key("kafka.source.group")
                    .stringType()
                    .defaultValue("forebay")
                    .withDescription(
                            "Consumer group under which the place reached is shown; the job itself"
                                    + " resumes from its checkpoints.");

    /** Where a job without a checkpoint begins. */
    public static final ConfigOption<KafkaStart> START =
            ConfigOptions.key("kafka.source.start")
                    .enumType(KafkaStart.class)
                    .defaultValue(KafkaStart.EARLIEST)
                    .withDescription(
                            "Where a job begins that resumes from no checkpoint: at the first"
                                    + " record held, behind the last, or where the group had come"
                                    + " to.");

    /** Whether to end. */
    public static final ConfigOption<Boolean> BOUNDED =
            ConfigOptions.key("kafka.source.bounded")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether the job ends with what is there when it first starts.");

    /** Disorder between the devices of a partition. */
    public static final ConfigOption<Duration> MAX_DISORDER =
            ConfigOptions.key("kafka.source.max-disorder")
                    .durationType()
                    .defaultValue(Duration.ofMillis(100))
                    .withDescription(
                            "Event time by which a record may come behind others of its partition"
                                    + " before it is late.");

    /** When a partition counts as idle. */
    public static final ConfigOption<Duration> IDLE_TIMEOUT =
            ConfigOptions.key("kafka.source.idle-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(5))
                    .withDescription(
                            "Time without a record after which a partition holds the watermark of"
                                    + " the others back no more.");

    /** Drift between partitions. */
    public static final ConfigOption<Duration> MAX_DRIFT =
            ConfigOptions.key("kafka.source.max-drift")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription(
                            "Event time by which a partition may run ahead of the slowest before"
                                    + " it is paused; 0 never pauses one.");

    /** Guarantee of what is written. */
    public static final ConfigOption<KafkaDelivery> DELIVERY =
            ConfigOptions.key("kafka.sink.delivery")
                    .enumType(KafkaDelivery.class)
                    .defaultValue(KafkaDelivery.EXACTLY_ONCE)
                    .withDescription(
                            "Whether results become readable with each checkpoint, once, or as"
                                    + " they come, with repeats after a failure.");

    /** Name of the job's transactions. */
    public static final ConfigOption<String> TRANSACTION_PREFIX =
            ConfigOptions.key("kafka.sink.transaction-prefix")
                    .stringType()
                    .defaultValue("forebay")
                    .withDescription(
                            "Beginning of the names of the job's transactions; two jobs on one"
                                    + " Kafka must not share it.");

    /** Longest life of a transaction. */
    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
            ConfigOptions.key("kafka.sink.transaction-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(15))
                    .withDescription(
                            "Time after which the broker gives up a transaction and with it"
                                    + " results; a job that is away for longer loses some.");

    /** Where schemas are registered. */
    public static final ConfigOption<String> REGISTRY_URL =
            ConfigOptions.key("kafka.schema-registry.url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Schema registry with Confluent's interface (Apicurio has it under"
                                    + " /apis/ccompat/v7). With it values are written as its users"
                                    + " expect, without it in Avro's single-object encoding; both"
                                    + " are read.");

    /** User at the registry. */
    public static final ConfigOption<String> REGISTRY_USER =
            ConfigOptions.key("kafka.schema-registry.user")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("User at the registry, for HTTP's basic authentication.");

    /** Password of the user. */
    public static final ConfigOption<String> REGISTRY_PASSWORD =
            ConfigOptions.key("kafka.schema-registry.password")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Password of the user.");

    /** Whether new schemas are registered. */
    public static final ConfigOption<Boolean> REGISTRY_REGISTERS =
            ConfigOptions.key("kafka.schema-registry.auto-register")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether schemas that the registry does not have are registered, or the"
                                    + " job is refused.");

    /** Patience with the registry. */
    public static final ConfigOption<Duration> REGISTRY_RETRY =
            ConfigOptions.key("kafka.schema-registry.retry")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription(
                            "For how long a running job asks a registry that does not answer,"
                                    + " before it goes back to its last checkpoint.");

    private KafkaOptions() {}

    private static ConfigOption<String> topic(String name, String description) {
        return ConfigOptions.key("kafka.topic." + name)
                .stringType()
                .defaultValue("forebay." + name)
                .withDescription(description);
    }
}

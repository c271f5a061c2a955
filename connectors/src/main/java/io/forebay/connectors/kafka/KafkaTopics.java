package io.forebay.connectors.kafka;

import io.forebay.connectors.OptionRefusal;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Names of the topics.
 *
 * @param capture traffic
 * @param commands tags, prefetches, model updates
 * @param allocations commands that share out buffer space
 * @param alerts alerts in Avro
 * @param alertsJson the same as JSON
 * @param deadLetters input that could not be used
 * @param lateElements elements that came after their window
 * @param policies policies that change while the job runs, or null
 */
public record KafkaTopics(
        String capture,
        String commands,
        String allocations,
        String alerts,
        String alertsJson,
        String deadLetters,
        String lateElements,
        String policies)
        implements Serializable {
    /** What Kafka allows. */
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /**
     * The topics of a configuration.
     *
     * @throws IllegalArgumentException when Kafka does not allow a name, or two are the same
     */
    public static KafkaTopics from(ReadableConfig config) {
        Map<String, String> keys = new LinkedHashMap<>();
        return new KafkaTopics(
                name(config, KafkaOptions.CAPTURE_TOPIC, keys),
                name(config, KafkaOptions.COMMANDS_TOPIC, keys),
                name(config, KafkaOptions.ALLOCATIONS_TOPIC, keys),
                name(config, KafkaOptions.ALERTS_TOPIC, keys),
                name(config, KafkaOptions.ALERTS_JSON_TOPIC, keys),
                name(config, KafkaOptions.DEAD_LETTERS_TOPIC, keys),
                name(config, KafkaOptions.LATE_ELEMENTS_TOPIC, keys),
                config.getOptional(KafkaOptions.POLICIES_TOPIC).isPresent()
                        ? name(config, KafkaOptions.POLICIES_TOPIC, keys)
                        : null);
    }

    private static String name(
            ReadableConfig config, ConfigOption<String> option, Map<String, String> keys) {
        String name = config.get(option);
        boolean isLegal = LEGAL.matcher(name).matches() && !name.equals(".") && !name.equals("..");
        if (!isLegal) {
            throw OptionRefusal.of(
                    option, name, "1 to 249 letters, digits, dots, underscores and hyphens");
        }
        String other = keys.put(name, option.key());
        if (other != null) {
            throw OptionRefusal.of(option, name, "another topic than " + other + " has");
        }
        return name;
    }

    /** All of them but that of the policies, which is compacted. */
    public Set<String> all() {
        Set<String> topics = new LinkedHashSet<>(results().values());
        topics.add(capture);
        return topics;
    }

    /** Topics of results by the key of their option. */
    Map<String, String> results() {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put(KafkaOptions.COMMANDS_TOPIC.key(), commands);
        topics.put(KafkaOptions.ALLOCATIONS_TOPIC.key(), allocations);
        topics.put(KafkaOptions.ALERTS_TOPIC.key(), alerts);
        topics.put(KafkaOptions.ALERTS_JSON_TOPIC.key(), alertsJson);
        topics.put(KafkaOptions.DEAD_LETTERS_TOPIC.key(), deadLetters);
        topics.put(KafkaOptions.LATE_ELEMENTS_TOPIC.key(), lateElements);
        return topics;
    }
}

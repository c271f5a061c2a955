package io.forebay.connectors.kafka.schema;

import io.forebay.connectors.OptionRefusal;
import io.forebay.connectors.kafka.KafkaOptions;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where schemas are registered, and how.
 *
 * @param url of the registry, to which the paths of its interface are appended; without a slash at
 *     the end
 * @param user of HTTP's basic authentication; empty for none
 * @param password of the user
 * @param registers whether new schemas are registered, or must be there
 * @param retry for how long a registry that does not answer is asked again
 */
public record SchemaRegistrySettings(
        URI url, String user, String password, boolean registers, Duration retry)
        implements Serializable {
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    /**
     * The settings of a configuration; empty where no registry is configured.
     *
     * @throws IllegalArgumentException when an option is not allowed; names the key, the value and
     *     what is allowed
     */
    public static Optional<SchemaRegistrySettings> from(ReadableConfig config) {
        Duration retry = config.get(KafkaOptions.REGISTRY_RETRY);
        if (retry.isNegative() || retry.compareTo(LONGEST_RETRY) > 0) {
            throw OptionRefusal.of(KafkaOptions.REGISTRY_RETRY, retry, "0 ms to 1 h");
        }
        String user = text(config, KafkaOptions.REGISTRY_USER);
        String password = text(config, KafkaOptions.REGISTRY_PASSWORD);
        boolean registers = config.get(KafkaOptions.REGISTRY_REGISTERS);
        return config.getOptional(KafkaOptions.REGISTRY_URL)
                .map(
                        address ->
                                new SchemaRegistrySettings(
                                        url(address), user, password, registers, retry));
    }

    private static String text(ReadableConfig config, ConfigOption<String> option) {
        String text = config.getOptional(option).orElse(null);
        if (text != null && text.isBlank()) {
            throw OptionRefusal.of(option, text, "not blank");
        }
        return text == null ? "" : text;
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text.replaceFirst("/+$", ""));
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (isHttp && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, as is what is an address of something else.
        }
        throw OptionRefusal.of(
                KafkaOptions.REGISTRY_URL,
                text,
                "http://host:port or https://host:port, with a path where the registry has one");
    }

    /** The settings without the password. */
    @Override
    public String toString() {
        return "SchemaRegistrySettings[url=" + url + ", user=" + user + "]";
    }
}

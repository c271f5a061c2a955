package io.forebay.jobs.assembly;

import io.forebay.connectors.gateway.GatewayTlsOptions;
import io.forebay.connectors.gateway.sink.GatewaySinkOptions;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.operators.OperatorOptions;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.ParameterTool;

/** The options a job was called with: {@code --key value}, over those of Flink's configuration. */
public final class JobArguments {
    private static final List<Class<?>> OWNERS =
            List.of(
                    AssemblyOptions.class,
                    OperatorOptions.class,
                    KafkaOptions.class,
                    GatewaySourceOptions.class,
                    GatewaySinkOptions.class,
                    GatewayTlsOptions.class);

    private JobArguments() {}

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException when an option is unknown or has no value
     */
    static Configuration parse(String[] arguments) {
        Map<String, String> given = ParameterTool.fromArgs(arguments).toMap();
        Set<String> known = knownKeys();
        String maps = KafkaOptions.CLIENT.key() + ".";
        given.keySet().stream()
                .filter(key -> !known.contains(key) && !key.startsWith(maps))
                .findFirst()
                .ifPresent(
                        key -> {
                            throw new IllegalArgumentException(
                                    "unknown option --" + key + "; allowed: " + known);
                        });
        return Configuration.fromMap(given);
    }

    /** Keys of all options of a job. */
    public static Set<String> knownKeys() {
        Set<String> keys = new TreeSet<>();
        OWNERS.forEach(owner -> keys.addAll(keysOf(owner)));
        return keys;
    }

    /** Keys of the options that a class declares. */
    public static Set<String> keysOf(Class<?> owner) {
        Set<String> keys = new TreeSet<>();
        for (Field field : owner.getFields()) {
            if (field.getType() == ConfigOption.class) {
                keys.add(keyIn(field));
            }
        }
        return keys;
    }

    private static String keyIn(Field field) {
        try {
            return ((ConfigOption<?>) field.get(null)).key();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option cannot be read: field=" + field, e);
        }
    }
}

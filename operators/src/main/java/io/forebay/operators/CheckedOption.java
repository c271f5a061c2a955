package io.forebay.operators;

import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.ReadableConfig;

/**
 * An option with what it allows.
 *
 * @param option key, type and default
 * @param allowed what is allowed, for a person
 * @param isAllowed the same, for the machine
 */
record CheckedOption<T>(ConfigOption<T> option, String allowed, Predicate<T> isAllowed) {

    /**
     * The value set, or the default.
     *
     * @throws IllegalConfigurationException when it cannot be read or is not allowed
     */
    T read(ReadableConfig config) {
        T value;
        try {
            value = config.get(option);
        } catch (IllegalArgumentException e) {
            throw new IllegalConfigurationException(
                    "option cannot be read: key="
                            + option.key()
                            + ", allowed="
                            + allowed
                            + ", cause="
                            + e.getMessage(),
                    e);
        }
        if (!isAllowed.test(value)) {
            throw refuse(value);
        }
        return value;
    }

    IllegalConfigurationException refuse(Object value) {
        return new IllegalConfigurationException(
                "option is not allowed: key="
                        + option.key()
                        + ", value="
                        + value
                        + ", allowed="
                        + allowed);
    }
}

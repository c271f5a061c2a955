package io.forebay.connectors;

import org.apache.flink.configuration.ConfigOption;

/** What is said of a value that its option does not allow. Stateless; any thread. */
public final class OptionRefusal {
    private OptionRefusal() {}

    /**
     * The exception to throw.
     *
     * @param value as it was configured
     * @param allowed what is allowed, for a person
     */
    public static IllegalArgumentException of(
            ConfigOption<?> option, Object value, String allowed) {
        return new IllegalArgumentException(
                "option is not allowed: key="
                        + option.key()
                        + ", value="
                        + value
                        + ", allowed="
                        + allowed);
    }
}

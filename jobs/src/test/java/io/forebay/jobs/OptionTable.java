package io.forebay.jobs;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** Markdown table of the options that a class declares, in the order of their declaration. */
final class OptionTable {
    private final Class<?> owner;
    private final Function<ConfigOption<?>, String> allowed;

    OptionTable(Class<?> owner, Function<ConfigOption<?>, String> allowed) {
        this.owner = owner;
        this.allowed = allowed;
    }

    List<ConfigOption<?>> options() {
        return fields().stream().<ConfigOption<?>>map(OptionTable::optionIn).toList();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| Key | Type | Default | Allowed | Description |");
        lines.add("|---|---|---|---|---|");
        for (Field field : fields()) {
            ConfigOption<?> option = optionIn(field);
            List<String> cells =
                    List.of(
                            "`" + option.key() + "`",
                            typeIn(field),
                            defaultOf(option),
                            allowed.apply(option),
                            new HtmlFormatter().format(option.description()));
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        return lines;
    }

    /** The options as they stand in a {@code forebay.yaml}, each commented out with its default. */
    List<String> yaml() {
        List<String> lines = new ArrayList<>();
        for (ConfigOption<?> option : options()) {
            lines.add("");
            lines.add("# " + new HtmlFormatter().format(option.description()));
            lines.add("# Allowed: " + allowed.apply(option) + ".");
            lines.add("#" + option.key() + ": " + yamlOf(option.defaultValue()));
        }
        return lines;
    }

    private static String yamlOf(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof List<?> list) {
            return list.toString().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        return value instanceof Duration duration
                ? TimeUtils.formatWithHighestUnit(duration)
                : value.toString();
    }

    private List<Field> fields() {
        return Arrays.stream(owner.getFields())
                .filter(field -> field.getType() == ConfigOption.class)
                .toList();
    }

    private static ConfigOption<?> optionIn(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String typeIn(Field field) {
        Type type = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
        return type.getTypeName().replaceAll("[a-z]+\\.", "").replace("<", " of ").replace(">", "");
    }

    private static String defaultOf(ConfigOption<?> option) {
        Object value = option.defaultValue();
        if (value == null) {
            return "none";
        }
        return value instanceof Duration duration
                ? TimeUtils.formatWithHighestUnit(duration)
                : value.toString();
    }
}

package io.forebay.jobs.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A {@code forebay.yaml}: options by their key, flat or nested, with the lines they stand in. Lists
 * are options with several values. Immutable; any thread.
 */
final class ConfigFile {
    /** Read where no other file is named, if it is there. */
    static final Path DEFAULT = Path.of("forebay.yaml");

    private static final String NONE = "null";

    private final Path path;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private ConfigFile(Path path) {
        this.path = path;
    }

    /** No file, no options. */
    static ConfigFile none() {
        return new ConfigFile(null);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is no YAML, or no options; names file and line
     */
    static ConfigFile read(Path path) throws IOException {
        var file = new ConfigFile(path);
        var settings = LoadSettings.builder().setLabel(path.toString()).build();
        try (Reader in = Files.newBufferedReader(path)) {
            Optional<Node> root = new Compose(settings).composeReader(in);
            if (root.isPresent()) {
                file.take("", root.get());
            }
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("configuration is no YAML: " + e.getMessage(), e);
        }
        return file;
    }

    private void take(String key, Node node) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                String name = ((ScalarNode) entry.getKeyNode()).getValue();
                take(key.isEmpty() ? name : key + "." + name, entry.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence && !key.isEmpty()) {
            List<String> items =
                    sequence.getValue().stream()
                            .map(item -> item instanceof ScalarNode text ? text.getValue() : "")
                            .toList();
            put(key, String.join(";", items), line);
        } else if (node instanceof ScalarNode scalar && !key.isEmpty()) {
            if (!scalar.getValue().equals(NONE)) {
                put(key, scalar.getValue(), line);
            }
        } else {
            throw new IllegalArgumentException(
                    "configuration is not key: value: file=" + path + ", line=" + line);
        }
    }

    private void put(String key, String value, int line) {
        Integer before = lines.put(key, line);
        if (before != null) {
            throw new IllegalArgumentException(
                    "option is set twice: key="
                            + key
                            + ", file="
                            + path
                            + ", lines="
                            + before
                            + " and "
                            + line);
        }
        values.put(key, value);
    }

    /** Whether a file was read. */
    boolean isGiven() {
        return path != null;
    }

    Path path() {
        return path;
    }

    /** Values by key, in the order of the file. */
    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * Refuses options that nobody knows.
     *
     * @param known keys; one that ends with a dot stands for all that begin with it
     * @throws IllegalArgumentException for the first that is unknown; names key, value, line and
     *     what is allowed
     */
    void requireKnown(Set<String> known) {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String key = entry.getKey();
            boolean isKnown =
                    known.contains(key)
                            || known.stream()
                                    .anyMatch(one -> one.endsWith(".") && key.startsWith(one));
            if (!isKnown) {
                throw new IllegalArgumentException(
                        "unknown option: key="
                                + key
                                + ", value="
                                + entry.getValue()
                                + ", "
                                + placeOf(key)
                                + ", allowed="
                                + known);
            }
        }
    }

    /** Where an option stands. */
    String placeOf(String key) {
        return "file=" + path + ", line=" + lines.get(key);
    }

    /** A message about an option, with its place where it is one of this file. */
    String withPlace(String message) {
        for (String key : values.keySet()) {
            if (message.contains("key=" + key + ",")) {
                return message + " (" + placeOf(key) + ")";
            }
        }
        return message;
    }
}

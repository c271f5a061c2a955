package io.forebay.jobs.cli;

import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.jobs.assembly.JobArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Options of a command from a file, below those of its command line. */
final class ConfigOptions {
    /** Options of {@code gateway serve}: this and their name on the command line. */
    static final String GATEWAY_PREFIX = "gateway.serve.";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read options from this file (default: ./forebay.yaml, if it is there).")
    private Path config;

    /**
     * The file: the one that was named, or the default one.
     *
     * @throws IllegalArgumentException when it has an option that no command knows
     */
    ConfigFile file() throws IOException {
        ConfigFile file;
        if (config != null) {
            if (!Files.isRegularFile(config)) {
                throw new IllegalArgumentException("no such configuration: file=" + config);
            }
            file = ConfigFile.read(config);
        } else if (Files.isRegularFile(ConfigFile.DEFAULT)) {
            file = ConfigFile.read(ConfigFile.DEFAULT);
        } else {
            return ConfigFile.none();
        }
        file.requireKnown(known());
        return file;
    }

    /** Keys that a file may hold, whatever command reads it. */
    static Set<String> known() {
        Set<String> known = new TreeSet<>(JobArguments.knownKeys());
        known.addAll(JobArguments.keysOf(WebhookOptions.class));
        known.addAll(GatewayServeCommand.fileKeys());
        // Settings of Kafka's own clients have keys of their own.
        known.add("kafka.client.");
        return known;
    }

    /** The options of the file that a command takes, then those of its command line. */
    static Map<String, String> merged(
            ConfigFile file, Set<String> taken, Map<String, String> commandLine) {
        Map<String, String> all = new LinkedHashMap<>();
        file.values()
                .forEach(
                        (key, value) -> {
                            boolean isTaken =
                                    taken.contains(key)
                                            || taken.stream()
                                                    .anyMatch(
                                                            one ->
                                                                    one.endsWith(".")
                                                                            && key.startsWith(one));
                            if (isTaken) {
                                all.put(key, value);
                            }
                        });
        all.putAll(commandLine);
        return all;
    }
}

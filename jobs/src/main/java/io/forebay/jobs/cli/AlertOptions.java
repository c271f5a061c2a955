package io.forebay.jobs.cli;

import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.connectors.webhook.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Option;

/** Where a run sends its alerts: {@code --alert-webhook} and the options {@code -D} sets. */
final class AlertOptions {
    private static final String PREFIX = "forebay.alerts.webhook.";
    private static final List<ConfigOption<?>> OPTIONS =
            List.of(
                    WebhookOptions.URL,
                    WebhookOptions.SECRET,
                    WebhookOptions.QUEUE,
                    WebhookOptions.REQUEST_TIMEOUT,
                    WebhookOptions.RETRY_INITIAL_BACKOFF,
                    WebhookOptions.RETRY_MAX_BACKOFF,
                    WebhookOptions.GIVE_UP_AFTER);

    /** At the end of a run somebody waits for the report. */
    private static final Duration RUN_GIVE_UP_AFTER = Duration.ofSeconds(20);

    @Option(
            names = "--alert-webhook",
            paramLabel = "URL",
            description = "Send alerts to this URL by HTTP POST, as JSON.")
    private String webhook;

    @Option(
            names = "--alert-webhook-secret-file",
            paramLabel = "FILE",
            description = "Sign them with the secret in the first line of this file.")
    private Path secretFile;

    /** The options of the job without those of the webhook. */
    static Map<String, String> withoutWebhook(Map<String, String> jobOptions) {
        Map<String, String> rest = new TreeMap<>(jobOptions);
        rest.keySet().removeIf(key -> key.startsWith(PREFIX));
        return rest;
    }

    /**
     * The webhook, or null for none.
     *
     * @throws IllegalArgumentException when an option is unknown or not allowed
     * @throws IOException when the secret cannot be read
     */
    WebhookSettings webhook(Map<String, String> jobOptions) throws IOException {
        List<String> known = OPTIONS.stream().map(ConfigOption::key).toList();
        Configuration config = new Configuration();
        config.set(WebhookOptions.GIVE_UP_AFTER, RUN_GIVE_UP_AFTER);
        jobOptions.forEach(
                (key, value) -> {
                    if (key.startsWith(PREFIX)) {
                        if (!known.contains(key)) {
                            throw new IllegalArgumentException(
                                    "unknown option -D " + key + "; allowed: " + known);
                        }
                        config.setString(key, value);
                    }
                });
        if (webhook != null) {
            config.set(WebhookOptions.URL, webhook);
        }
        if (secretFile != null) {
            try (var lines = Files.lines(secretFile)) {
                config.set(WebhookOptions.SECRET, lines.findFirst().orElse("").strip());
            }
        }
        return WebhookSettings.from(config).orElse(null);
    }
}

package io.forebay.connectors.webhook;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of alerts sent to a webhook; {@link WebhookSettings} checks them. */
public final class WebhookOptions {
    /** Where alerts go. */
    public static final ConfigOption<String> URL =
            ConfigOptions.key("forebay.alerts.webhook.url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Where alerts are sent by HTTP POST; without it, nowhere.");

    /** Signs them. */
    public static final ConfigOption<String> SECRET =
            ConfigOptions.key("forebay.alerts.webhook.secret")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Key of the HMAC-SHA256 signature, 16 characters or more; without it,"
                                    + " alerts are not signed. Never logged.");

    /** Bound of those waiting. */
    public static final ConfigOption<Integer> QUEUE =
            ConfigOptions.key("forebay.alerts.webhook.queue")
                    .intType()
                    .defaultValue(1_000)
                    .withDescription(
                            "Alerts of a subtask on their way at most; one more becomes a dead"
                                    + " letter, so that the job never waits for a receiver.");

    /** One attempt. */
    public static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("forebay.alerts.webhook.request-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription("Time for one attempt.");

    /** First wait. */
    public static final ConfigOption<Duration> RETRY_INITIAL_BACKOFF =
            ConfigOptions.key("forebay.alerts.webhook.retry.initial-backoff")
                    .durationType()
                    .defaultValue(Duration.ofMillis(500))
                    .withDescription(
                            "Wait after the first failure; doubled each time, give or take a"
                                    + " quarter. A receiver's Retry-After goes first.");

    /** Longest wait. */
    public static final ConfigOption<Duration> RETRY_MAX_BACKOFF =
            ConfigOptions.key("forebay.alerts.webhook.retry.max-backoff")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription("Longest wait between attempts, Retry-After included.");

    /** Until it is given up. */
    public static final ConfigOption<Duration> GIVE_UP_AFTER =
            ConfigOptions.key("forebay.alerts.webhook.give-up-after")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDescription(
                            "An alert that could not be delivered for so long becomes a dead"
                                    + " letter.");

    private WebhookOptions() {}
}

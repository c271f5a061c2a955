package io.forebay.connectors.webhook;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How alerts are sent to a webhook. The options name and explain each; durations are milliseconds.
 *
 * @param secret key of the signature; empty for none
 */
public record WebhookSettings(
        URI url,
        String secret,
        int queue,
        long requestTimeoutMillis,
        long initialBackoffMillis,
        long maxBackoffMillis,
        long giveUpAfterMillis)
        implements Serializable {
    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST_QUEUE = 1_000_000;
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();

    public WebhookSettings {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    WebhookOptions.URL.key()
                            + " must be http:// or https:// with a host and without a user: value="
                            + shown(url));
        }
        if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    WebhookOptions.SECRET.key()
                            + " must have 16 characters or more: length="
                            + secret.length());
        }
        requireBetween(WebhookOptions.QUEUE, queue, 1, LONGEST_QUEUE);
        requireBetween(WebhookOptions.REQUEST_TIMEOUT, requestTimeoutMillis, 1, LONGEST_MILLIS);
        requireBetween(
                WebhookOptions.RETRY_INITIAL_BACKOFF, initialBackoffMillis, 1, LONGEST_MILLIS);
        // The library wants the longest wait to be longer than the first.
        requireBetween(
                WebhookOptions.RETRY_MAX_BACKOFF,
                maxBackoffMillis,
                initialBackoffMillis + 1,
                LONGEST_MILLIS);
        requireBetween(
                WebhookOptions.GIVE_UP_AFTER,
                giveUpAfterMillis,
                initialBackoffMillis,
                LONGEST_MILLIS);
    }

    /**
     * The settings of a configuration; empty when it names no webhook.
     *
     * @throws IllegalArgumentException when one is not allowed; names the key, and the value where
     *     it is no secret
     */
    public static Optional<WebhookSettings> from(ReadableConfig config) {
        Optional<String> url = config.getOptional(WebhookOptions.URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new WebhookSettings(
                        parse(url.get()),
                        config.getOptional(WebhookOptions.SECRET).orElse(""),
                        config.get(WebhookOptions.QUEUE),
                        config.get(WebhookOptions.REQUEST_TIMEOUT).toMillis(),
                        config.get(WebhookOptions.RETRY_INITIAL_BACKOFF).toMillis(),
                        config.get(WebhookOptions.RETRY_MAX_BACKOFF).toMillis(),
                        config.get(WebhookOptions.GIVE_UP_AFTER).toMillis()));
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    WebhookOptions.URL.key() + " is no URL: " + e.getReason(), e);
        }
    }

    private static void requireBetween(ConfigOption<?> option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option.key() + " must be from " + least + " to " + most + ": value=" + value);
        }
    }

    /** The receiver without path and query, which may hold a token. */
    String receiver() {
        return shown(url);
    }

    private static String shown(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port;
    }

    /** Without what must not be logged. */
    @Override
    public String toString() {
        return "WebhookSettings[url="
                + receiver()
                + ", signed="
                + !secret.isEmpty()
                + ", queue="
                + queue
                + "]";
    }
}

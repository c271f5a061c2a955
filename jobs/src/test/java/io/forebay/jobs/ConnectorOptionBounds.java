package io.forebay.jobs;

import io.forebay.connectors.gateway.sink.GatewaySinkOptions;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.webhook.WebhookOptions;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * What an option of the connectors allows.
 *
 * @param option the option
 * @param allowed what is allowed, for a person
 * @param accepted a value at the border
 * @param refused one beyond it
 */
record ConnectorOptionBounds(
        ConfigOption<?> option, String allowed, String accepted, String refused) {

    static List<ConnectorOptionBounds> source() {
        return List.of(
                bounds(
                        GatewaySourceOptions.ADDRESSES,
                        "one or more, required",
                        "localhost:7420",
                        "localhost"),
                bounds(GatewaySourceOptions.SUBSCRIBER, "not blank", "a", " "),
                bounds(GatewaySourceOptions.AHEAD_BATCHES, "1 or more", "1", "0"),
                bounds(
                        GatewaySourceOptions.RECONNECT_INITIAL_BACKOFF,
                        "1 ms or more",
                        "1 ms",
                        "0 ms"),
                bounds(
                        GatewaySourceOptions.RECONNECT_MAX_BACKOFF,
                        "not below the initial backoff",
                        "50 ms",
                        "49 ms"),
                bounds(GatewaySourceOptions.MAX_RECONNECTS, "0 or more", "0", "-1"));
    }

    static List<ConnectorOptionBounds> sink() {
        return List.of(
                bounds(
                        GatewaySinkOptions.ADDRESSES,
                        "one or more, required",
                        "localhost:7420",
                        "localhost"),
                bounds(GatewaySinkOptions.MAX_BATCH_SIZE, "1 or more", "1", "0"),
                bounds(GatewaySinkOptions.MAX_BATCH_BYTES, "1 byte or more", "1 b", "0 b"),
                bounds(GatewaySinkOptions.MAX_IN_FLIGHT_BATCHES, "1 or more", "1", "0"),
                bounds(
                        GatewaySinkOptions.MAX_BUFFERED_COMMANDS,
                        "above the batch size",
                        "501",
                        "500"),
                bounds(GatewaySinkOptions.MAX_TIME_IN_BUFFER, "1 ms or more", "1 ms", "0 ms"),
                bounds(GatewaySinkOptions.REQUEST_TIMEOUT, "1 ms or more", "1 ms", "0 ms"),
                bounds(GatewaySinkOptions.MAX_RETRIES, "0 or more", "0", "-1"),
                bounds(GatewaySinkOptions.RETRY_INITIAL_BACKOFF, "1 ms or more", "1 ms", "0 ms"),
                bounds(
                        GatewaySinkOptions.RETRY_MAX_BACKOFF,
                        "not below the initial backoff",
                        "10 ms",
                        "9 ms"));
    }

    static List<ConnectorOptionBounds> webhook() {
        return List.of(
                bounds(
                        WebhookOptions.URL,
                        "http or https, with a host, without a user",
                        "https://host/path",
                        "host/path"),
                bounds(
                        WebhookOptions.SECRET,
                        "16 characters or more",
                        "0123456789abcdef",
                        "0123456789abcde"),
                bounds(WebhookOptions.QUEUE, "1 to 1000000", "1", "0"),
                bounds(WebhookOptions.REQUEST_TIMEOUT, "1 ms to 7 d", "1 ms", "0 ms"),
                bounds(WebhookOptions.RETRY_INITIAL_BACKOFF, "1 ms to 7 d", "1 ms", "0 ms"),
                bounds(
                        WebhookOptions.RETRY_MAX_BACKOFF,
                        "above the initial backoff, at most 7 d",
                        "501 ms",
                        "500 ms"),
                bounds(
                        WebhookOptions.GIVE_UP_AFTER,
                        "the initial backoff to 7 d",
                        "500 ms",
                        "499 ms"));
    }

    private static ConnectorOptionBounds bounds(
            ConfigOption<?> option, String allowed, String accepted, String refused) {
        return new ConnectorOptionBounds(option, allowed, accepted, refused);
    }

    /** What is allowed for {@code option}. */
    static String allowed(List<ConnectorOptionBounds> bounds, ConfigOption<?> option) {
        return bounds.stream()
                .filter(entry -> entry.option().key().equals(option.key()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no bounds are given: key=" + option.key()))
                .allowed();
    }
}

package io.forebay.connectors.gateway.source;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.Backoff;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a {@link GatewaySource} reads.
 *
 * @param subscriber name in the gateways' logs, not blank
 * @param aheadBatches batches taken from a gateway before the first is delivered, at least 1
 * @param reconnect waits between attempts to reach a gateway
 * @param maxReconnects failed attempts in a row after which the job fails, at least 0
 */
public record GatewaySourceSettings(
        String subscriber, int aheadBatches, Backoff reconnect, int maxReconnects)
        implements Serializable {
    public GatewaySourceSettings {
        requireNonNull(subscriber, "subscriber");
        requireNonNull(reconnect, "reconnect");
        if (subscriber.isBlank()) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.SUBSCRIBER.key() + " must not be blank");
        }
        if (aheadBatches < 1) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.AHEAD_BATCHES.key()
                            + " must be at least 1: value="
                            + aheadBatches);
        }
        if (maxReconnects < 0) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.MAX_RECONNECTS.key()
                            + " must not be negative: value="
                            + maxReconnects);
        }
    }

    /** The settings of a configuration. */
    public static GatewaySourceSettings from(ReadableConfig config) {
        long initialMillis = config.get(GatewaySourceOptions.RECONNECT_INITIAL_BACKOFF).toMillis();
        long maxMillis = config.get(GatewaySourceOptions.RECONNECT_MAX_BACKOFF).toMillis();
        if (initialMillis < 1 || maxMillis < initialMillis) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.RECONNECT_INITIAL_BACKOFF.key()
                            + " must be at least 1 ms and not above "
                            + GatewaySourceOptions.RECONNECT_MAX_BACKOFF.key()
                            + ": values="
                            + initialMillis
                            + " ms, "
                            + maxMillis
                            + " ms");
        }
        return new GatewaySourceSettings(
                config.get(GatewaySourceOptions.SUBSCRIBER),
                config.get(GatewaySourceOptions.AHEAD_BATCHES),
                new Backoff(initialMillis, maxMillis),
                config.get(GatewaySourceOptions.MAX_RECONNECTS));
    }
}

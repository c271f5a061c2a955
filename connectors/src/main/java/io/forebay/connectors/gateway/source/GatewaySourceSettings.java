package io.forebay.connectors.gateway.source;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.Backoff;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a {@link GatewaySource} reads.
 *
 * @param subscriber name in the gateways' logs, not blank
 * @param creditRecords records taken from a gateway before the first is delivered, 1 to 2^20
 * @param silenceTimeoutMillis silence after which a gateway counts as gone, at least 1
 * @param reconnect waits between attempts to reach a gateway
 * @param maxReconnects failed attempts in a row after which the job fails, at least 0
 */
public record GatewaySourceSettings(
        String subscriber,
        int creditRecords,
        long silenceTimeoutMillis,
        Backoff reconnect,
        int maxReconnects)
        implements Serializable {
    /** What every gateway accepts. */
    private static final int MAX_CREDIT_RECORDS = 1 << 20;

    public GatewaySourceSettings {
        requireNonNull(subscriber, "subscriber");
        requireNonNull(reconnect, "reconnect");
        if (subscriber.isBlank()) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.SUBSCRIBER.key() + " must not be blank");
        }
        if (creditRecords < 1 || creditRecords > MAX_CREDIT_RECORDS) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.CREDIT_RECORDS.key()
                            + " must be 1 to "
                            + MAX_CREDIT_RECORDS
                            + ": value="
                            + creditRecords);
        }
        if (silenceTimeoutMillis < 1) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.SILENCE_TIMEOUT.key()
                            + " must be at least 1 ms: value="
                            + silenceTimeoutMillis
                            + " ms");
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
                config.get(GatewaySourceOptions.CREDIT_RECORDS),
                config.get(GatewaySourceOptions.SILENCE_TIMEOUT).toMillis(),
                new Backoff(initialMillis, maxMillis),
                config.get(GatewaySourceOptions.MAX_RECONNECTS));
    }
}

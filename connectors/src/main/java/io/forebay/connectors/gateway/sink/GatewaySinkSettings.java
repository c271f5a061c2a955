package io.forebay.connectors.gateway.sink;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.Backoff;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a {@link GatewaySink} sends. The options name and explain each.
 *
 * @param maxBatchSize commands in one batch, at least 1
 * @param maxBatchBytes bytes in one batch, at least 1
 * @param maxInFlightBatches batches waiting for an answer, at least 1
 * @param maxBufferedCommands commands waiting in a writer, above {@code maxBatchSize}
 * @param maxTimeInBufferMillis longest wait of a prefetch for its tag, at least 1
 * @param requestTimeoutMillis time for an answer, at least 1
 * @param heartbeatMillis time between heartbeats, at least 1
 * @param maxRetries attempts after the first, at least 0
 * @param retry waits between attempts
 */
public record GatewaySinkSettings(
        int maxBatchSize,
        long maxBatchBytes,
        int maxInFlightBatches,
        int maxBufferedCommands,
        long maxTimeInBufferMillis,
        long requestTimeoutMillis,
        long heartbeatMillis,
        int maxRetries,
        Backoff retry)
        implements Serializable {
    public GatewaySinkSettings {
        requireAtLeast(GatewaySinkOptions.MAX_BATCH_SIZE, maxBatchSize, 1);
        requireAtLeast(GatewaySinkOptions.MAX_BATCH_BYTES, maxBatchBytes, 1);
        requireAtLeast(GatewaySinkOptions.MAX_IN_FLIGHT_BATCHES, maxInFlightBatches, 1);
        requireAtLeast(
                GatewaySinkOptions.MAX_BUFFERED_COMMANDS, maxBufferedCommands, maxBatchSize + 1L);
        requireAtLeast(GatewaySinkOptions.MAX_TIME_IN_BUFFER, maxTimeInBufferMillis, 1);
        requireAtLeast(GatewaySinkOptions.REQUEST_TIMEOUT, requestTimeoutMillis, 1);
        requireAtLeast(GatewaySinkOptions.HEARTBEAT_INTERVAL, heartbeatMillis, 1);
        requireAtLeast(GatewaySinkOptions.MAX_RETRIES, maxRetries, 0);
        requireNonNull(retry, "retry");
    }

    /** The settings when nothing is configured. */
    public static GatewaySinkSettings defaults() {
        return from(new Configuration());
    }

    /** The settings of a configuration; durations are taken in milliseconds. */
    public static GatewaySinkSettings from(ReadableConfig config) {
        long initialMillis = millis(config, GatewaySinkOptions.RETRY_INITIAL_BACKOFF);
        long maxMillis = millis(config, GatewaySinkOptions.RETRY_MAX_BACKOFF);
        requireAtLeast(GatewaySinkOptions.RETRY_INITIAL_BACKOFF, initialMillis, 1);
        requireAtLeast(GatewaySinkOptions.RETRY_MAX_BACKOFF, maxMillis, initialMillis);
        return new GatewaySinkSettings(
                config.get(GatewaySinkOptions.MAX_BATCH_SIZE),
                config.get(GatewaySinkOptions.MAX_BATCH_BYTES).getBytes(),
                config.get(GatewaySinkOptions.MAX_IN_FLIGHT_BATCHES),
                config.get(GatewaySinkOptions.MAX_BUFFERED_COMMANDS),
                millis(config, GatewaySinkOptions.MAX_TIME_IN_BUFFER),
                millis(config, GatewaySinkOptions.REQUEST_TIMEOUT),
                millis(config, GatewaySinkOptions.HEARTBEAT_INTERVAL),
                config.get(GatewaySinkOptions.MAX_RETRIES),
                new Backoff(initialMillis, maxMillis));
    }

    private static long millis(ReadableConfig config, ConfigOption<Duration> option) {
        return config.get(option).toMillis();
    }

    private static void requireAtLeast(ConfigOption<?> option, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(
                    option.key() + " must be at least " + minimum + ": value=" + value);
        }
    }
}

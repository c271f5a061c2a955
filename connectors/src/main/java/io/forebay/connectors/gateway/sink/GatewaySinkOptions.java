package io.forebay.connectors.gateway.sink;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options of {@link GatewaySink}. */
public final class GatewaySinkOptions {
    /** Gateways to send to. */
    public static final ConfigOption<List<String>> ADDRESSES =
            ConfigOptions.key("gateway.sink.addresses")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "Gateways to send to: device=host:port for each device, or one"
                                    + " host:port for all devices.");

    /** Commands in one batch. */
    public static final ConfigOption<Integer> MAX_BATCH_SIZE =
            ConfigOptions.key("gateway.sink.max-batch-size")
                    .intType()
                    .defaultValue(500)
                    .withDescription("Commands in one batch at most.");

    /** Bytes in one batch. */
    public static final ConfigOption<MemorySize> MAX_BATCH_BYTES =
            ConfigOptions.key("gateway.sink.max-batch-bytes")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(3))
                    .withDescription(
                            "Bytes in one batch at most; a larger command is dropped. Must stay"
                                    + " below what the gateway receives in one message.");

    /** Batches on their way. */
    public static final ConfigOption<Integer> MAX_IN_FLIGHT_BATCHES =
            ConfigOptions.key("gateway.sink.max-in-flight-batches")
                    .intType()
                    .defaultValue(64)
                    .withDescription(
                            "Batches of one writer that wait for an answer at most. A gateway is"
                                    + " sent one at a time, so this bounds the gateways served at"
                                    + " once.");

    /** Commands waiting in a writer. */
    public static final ConfigOption<Integer> MAX_BUFFERED_COMMANDS =
            ConfigOptions.key("gateway.sink.max-buffered-commands")
                    .intType()
                    .defaultValue(10_000)
                    .withDescription(
                            "Commands waiting in a writer at most; above, the job is held back.");

    /** Longest wait of a prefetch for the tag that follows it. */
    public static final ConfigOption<Duration> MAX_TIME_IN_BUFFER =
            ConfigOptions.key("gateway.sink.max-time-in-buffer")
                    .durationType()
                    .defaultValue(Duration.ofMillis(2))
                    .withDescription(
                            "Longest time a prefetch waits for the tag that follows it. Other"
                                    + " commands never wait while the gateway is free.");

    /** Time for an answer. */
    public static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("gateway.sink.request-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription(
                            "Time for the answer to a batch; then the stream is opened anew.");

    /** Time between heartbeats. */
    public static final ConfigOption<Duration> HEARTBEAT_INTERVAL =
            ConfigOptions.key("gateway.sink.heartbeat-interval")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDescription(
                            "Time between heartbeats, which tell a gateway that the job is there;"
                                    + " well below the time after which the gateway calls it"
                                    + " silent. A heartbeat not answered within the request"
                                    + " timeout opens the stream anew.");

    /** Attempts after the first. */
    public static final ConfigOption<Integer> MAX_RETRIES =
            ConfigOptions.key("gateway.sink.retry.max-retries")
                    .intType()
                    .defaultValue(12)
                    .withDescription(
                            "Attempts after the first: then a command the gateway is too busy for"
                                    + " is dropped, and a gateway that cannot be reached fails the"
                                    + " job.");

    /** Wait after the first failure. */
    public static final ConfigOption<Duration> RETRY_INITIAL_BACKOFF =
            ConfigOptions.key("gateway.sink.retry.initial-backoff")
                    .durationType()
                    .defaultValue(Duration.ofMillis(10))
                    .withDescription("Wait after the first failure; doubled each time.");

    /** Longest wait between attempts. */
    public static final ConfigOption<Duration> RETRY_MAX_BACKOFF =
            ConfigOptions.key("gateway.sink.retry.max-backoff")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(5))
                    .withDescription("Longest wait between attempts.");

    private GatewaySinkOptions() {}
}

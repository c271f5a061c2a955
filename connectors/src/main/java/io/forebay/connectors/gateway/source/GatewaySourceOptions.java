package io.forebay.connectors.gateway.source;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of {@link GatewaySource}. */
public final class GatewaySourceOptions {
    /** Gateways to read from. */
    public static final ConfigOption<List<String>> ADDRESSES =
            ConfigOptions.key("gateway.source.addresses")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription("Gateways to read the capture of, each as host:port.");

    /** Name in the gateways' logs. */
    public static final ConfigOption<String> SUBSCRIBER =
            ConfigOptions.key("gateway.source.subscriber")
                    .stringType()
                    .defaultValue("forebay")
                    .withDescription("Name of the job in the gateways' logs.");

    /** Records taken before the first is delivered. */
    public static final ConfigOption<Integer> CREDIT_RECORDS =
            ConfigOptions.key("gateway.source.credit-records")
                    .intType()
                    .defaultValue(2_048)
                    .withDescription(
                            "Records taken from a gateway before the first is delivered, which is"
                                    + " the credit it holds; bounds the memory a slow job needs.");

    /** Longest silence of a gateway. */
    public static final ConfigOption<Duration> SILENCE_TIMEOUT =
            ConfigOptions.key("gateway.source.silence-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription(
                            "Silence after which a gateway counts as gone and is connected to"
                                    + " anew; above its heartbeat interval.");

    /** Wait after the first failed attempt. */
    public static final ConfigOption<Duration> RECONNECT_INITIAL_BACKOFF =
            ConfigOptions.key("gateway.source.reconnect.initial-backoff")
                    .durationType()
                    .defaultValue(Duration.ofMillis(50))
                    .withDescription("Wait after the first failed attempt; doubled each time.");

    /** Longest wait between attempts. */
    public static final ConfigOption<Duration> RECONNECT_MAX_BACKOFF =
            ConfigOptions.key("gateway.source.reconnect.max-backoff")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(5))
                    .withDescription("Longest wait between attempts to reach a gateway.");

    /** Failed attempts in a row after which the job fails. */
    public static final ConfigOption<Integer> MAX_RECONNECTS =
            ConfigOptions.key("gateway.source.reconnect.max-attempts")
                    .intType()
                    .defaultValue(60)
                    .withDescription("Failed attempts in a row after which the job fails.");

    private GatewaySourceOptions() {}
}

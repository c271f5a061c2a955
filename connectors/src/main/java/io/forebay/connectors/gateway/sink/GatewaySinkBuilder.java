package io.forebay.connectors.gateway.sink;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.GatewayChannels;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;

/** Puts a {@link GatewaySink} together. Not thread safe. */
public final class GatewaySinkBuilder {
    private final List<String> addresses = new ArrayList<>();
    private GatewaySinkSettings settings = GatewaySinkSettings.defaults();
    private GatewayChannels channels = GatewayChannels.plaintext();
    private long baseEpoch = -1;

    GatewaySinkBuilder() {}

    /** Adds {@code device=host:port}, or {@code host:port} for all devices without an own entry. */
    public GatewaySinkBuilder addGateway(String entry) {
        addresses.add(entry);
        return this;
    }

    /** Takes settings, how connections are secured, and gateways where they are configured. */
    public GatewaySinkBuilder configure(ReadableConfig config) {
        settings = GatewaySinkSettings.from(config);
        channels = GatewayChannels.from(config);
        addresses.addAll(config.getOptional(GatewaySinkOptions.ADDRESSES).orElse(List.of()));
        return this;
    }

    /** Epoch of the first attempt: not negative, and above that of earlier submissions. */
    public GatewaySinkBuilder setBaseEpoch(long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("base epoch is negative: baseEpoch=" + epoch);
        }
        baseEpoch = epoch;
        return this;
    }

    /** Replaces the settings. */
    public GatewaySinkBuilder setSettings(GatewaySinkSettings replacement) {
        settings = requireNonNull(replacement, "settings");
        return this;
    }

    /** Replaces the way connections are opened. */
    public GatewaySinkBuilder setChannels(GatewayChannels replacement) {
        channels = requireNonNull(replacement, "channels");
        return this;
    }

    /**
     * The sink.
     *
     * @throws IllegalArgumentException when the gateways are missing or malformed
     * @throws IllegalStateException when no base epoch was set
     */
    public GatewaySink build() {
        if (baseEpoch < 0) {
            throw new IllegalStateException("base epoch is not set");
        }
        return new GatewaySink(GatewayRoutes.parse(addresses), settings, channels, baseEpoch);
    }
}

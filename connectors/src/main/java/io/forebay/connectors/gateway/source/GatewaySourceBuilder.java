package io.forebay.connectors.gateway.source;

import static java.util.Objects.requireNonNull;

import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.GatewayChannels;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/** Puts a {@link GatewaySource} together. Not thread safe. */
public final class GatewaySourceBuilder {
    private final Set<GatewayAddress> addresses = new LinkedHashSet<>();
    private GatewaySourceSettings settings = GatewaySourceSettings.from(new Configuration());
    private GatewayChannels channels = GatewayChannels.plaintext();

    GatewaySourceBuilder() {}

    /** Adds a gateway, as {@code host:port}; one that was added before is not added again. */
    public GatewaySourceBuilder addGateway(String address) {
        addresses.add(GatewayAddress.parse(address));
        return this;
    }

    /** Takes settings, how connections are secured, and gateways where they are configured. */
    public GatewaySourceBuilder configure(ReadableConfig config) {
        settings = GatewaySourceSettings.from(config);
        channels = GatewayChannels.from(config);
        List<String> configured =
                config.getOptional(GatewaySourceOptions.ADDRESSES).orElse(List.of());
        configured.forEach(this::addGateway);
        return this;
    }

    /** Replaces the way connections are opened. */
    public GatewaySourceBuilder setChannels(GatewayChannels replacement) {
        channels = requireNonNull(replacement, "channels");
        return this;
    }

    /**
     * The source.
     *
     * @throws IllegalArgumentException when no gateway was added
     */
    public GatewaySource build() {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    GatewaySourceOptions.ADDRESSES.key()
                            + " is missing: name at least one gateway as host:port");
        }
        return new GatewaySource(List.copyOf(addresses), settings, channels);
    }
}

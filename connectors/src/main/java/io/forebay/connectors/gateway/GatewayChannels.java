package io.forebay.connectors.gateway;

import io.grpc.ManagedChannel;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Opens connections to gateways. The one place that knows how they are secured; travels with the
 * job graph, so an implementation must be serializable.
 */
@FunctionalInterface
public interface GatewayChannels extends Serializable {
    /**
     * A new channel, which the caller shuts down. It connects with the first call.
     *
     * @throws IllegalArgumentException when the gateway must not be connected to in this way, or
     *     the files to do so with cannot be used
     */
    ManagedChannel open(GatewayAddress address);

    /** Without encryption: for gateways on the loopback interface only. */
    static GatewayChannels plaintext() {
        return new PlaintextChannels();
    }

    /** With mutual TLS. */
    static GatewayChannels mutualTls(ClientTls tls) {
        return new MutualTlsChannels(tls);
    }

    /** As {@link GatewayTlsOptions} say: mutual TLS, or plaintext when none of them is set. */
    static GatewayChannels from(ReadableConfig config) {
        return ClientTls.from(config)
                .map(GatewayChannels::mutualTls)
                .orElseGet(GatewayChannels::plaintext);
    }
}

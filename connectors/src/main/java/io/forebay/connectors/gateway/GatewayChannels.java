package io.forebay.connectors.gateway;

import io.grpc.ManagedChannel;
import java.io.Serializable;

/**
 * Opens connections to gateways. The one place that knows how they are secured; travels with the
 * job graph, so an implementation must be serializable.
 */
@FunctionalInterface
public interface GatewayChannels extends Serializable {
    /** A new channel, which the caller shuts down. It connects with the first call. */
    ManagedChannel open(GatewayAddress address);

    /** Without encryption: for gateways on the loopback interface. */
    static GatewayChannels plaintext() {
        return new PlaintextChannels();
    }
}

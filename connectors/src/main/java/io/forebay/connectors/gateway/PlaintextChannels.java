package io.forebay.connectors.gateway;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Channels without encryption, to loopback addresses. */
final class PlaintextChannels implements GatewayChannels {
    private static final long serialVersionUID = 1L;

    @Override
    public ManagedChannel open(GatewayAddress address) {
        requireLoopback(address);
        return ChannelSettings.apply(NettyChannelBuilder.forAddress(address.host(), address.port()))
                .usePlaintext()
                .build();
    }

    private static void requireLoopback(GatewayAddress address) {
        boolean isLoopback;
        try {
            isLoopback = InetAddress.getByName(address.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            isLoopback = false; // Neither is a name that nobody knows yet.
        }
        if (!isLoopback) {
            throw new IllegalArgumentException(
                    "without TLS only gateways on loopback addresses are connected to; set "
                            + GatewayTlsOptions.CA.key()
                            + ", "
                            + GatewayTlsOptions.CERTIFICATE.key()
                            + " and "
                            + GatewayTlsOptions.KEY.key()
                            + ": address="
                            + address);
        }
    }
}

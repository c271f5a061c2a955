package io.forebay.connectors.gateway;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Channels without encryption. */
final class PlaintextChannels implements GatewayChannels {
    private static final long serialVersionUID = 1L;

    /** A capture batch or a result must fit; commands are far smaller. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    /** Servers close connections that ping more often than every five minutes. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    @Override
    public ManagedChannel open(GatewayAddress address) {
        return ManagedChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                // Callbacks only hand over to the task thread: no second hop through an executor.
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .build();
    }
}

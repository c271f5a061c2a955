package io.forebay.connectors.gateway;

import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;

/** What all channels have in common. */
final class ChannelSettings {
    /** A capture batch or a result must fit; commands are far smaller. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    /** Servers close connections that ping more often than every five minutes. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    private ChannelSettings() {}

    static <B extends ManagedChannelBuilder<B>> B apply(B builder) {
        // Callbacks only hand over to the task thread: no second hop through an executor.
        return builder.directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES);
    }
}

package io.forebay.gateway.security;

import io.forebay.gateway.security.Refusals.Reason;
import io.github.bucket4j.Bucket;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of a server. Sits in front of the acceptor: what is too much is closed
 * before anything is read from it or a handshake begins. A connection whose calls are refused too
 * often is not read for a second, so that its client waits for us instead of we for it. Thread
 * safe.
 */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {
    private record Connection(Valve valve, Bucket refusals) {}

    private final TransportLimits limits;
    private final Refusals refusals;
    private final Runnable onAccept;
    private final Bucket accepted;
    private final Map<SocketAddress, Connection> open = new ConcurrentHashMap<>();

    /**
     * @param onAccept run before the handshake of each connection; must not wait or throw
     */
    Connections(TransportLimits limits, Refusals refusals, Runnable onAccept) {
        this.limits = limits;
        this.refusals = refusals;
        this.onAccept = onAccept;
        this.accepted = Rates.perSecond(limits.maxConnectionsPerSecond());
    }

    /** A connection was accepted. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // A listener is added to it, no more.
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel channel = (Channel) message;
        SocketAddress address = channel.remoteAddress();
        if (address == null || open.size() >= limits.maxConnections()) {
            close(channel, "open connections, maximum=" + limits.maxConnections());
        } else if (!accepted.tryConsume(1)) {
            close(channel, "new connections a second, maximum=" + limits.maxConnectionsPerSecond());
        } else {
            var valve = new Valve();
            channel.pipeline().addFirst(valve);
            var connection = new Connection(valve, Rates.perSecond(limits.refusalsPerSecond()));
            open.put(address, connection);
            channel.closeFuture().addListener(closed -> open.remove(address, connection));
            onAccept.run();
            context.fireChannelRead(channel);
        }
    }

    private void close(Channel channel, String detail) {
        refusals.count(Reason.CONNECTION, "too many " + detail);
        channel.unsafe().closeForcibly();
    }

    /** Ends a call; its connection is not read for a while when that happens too often. */
    void refuse(ServerCall<?, ?> call, Reason reason, Status status) {
        refusals.count(reason, status.getDescription());
        call.close(status, new Metadata());
        SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Connection connection = address == null ? null : open.get(address);
        if (connection != null && !connection.refusals().tryConsume(1)) {
            connection.valve().pause();
        }
    }

    /** Connections open now. */
    int count() {
        return open.size();
    }
}

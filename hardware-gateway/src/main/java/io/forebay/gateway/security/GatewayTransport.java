package io.forebay.gateway.security;

import io.forebay.gateway.security.TransportSecurity.MutualTls;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a gateway: its services behind authentication, authorisation and limits. Has fewer
 * threads than the machine has cores, so that no flood of messages keeps the engine's from running.
 * Thread safe.
 */
public final class GatewayTransport {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayTransport.class);
    private static final int MAX_THREADS = 8;
    private static final int STOP_SECONDS = 2;
    private static final int RESET_WINDOW_SECONDS = 10;
    private static final int RESETS_PER_WINDOW = 1_000;

    private final Refusals refusals = new Refusals();
    private final Connections connections;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Server server;

    private GatewayTransport(
            InetSocketAddress address,
            TransportSecurity security,
            TransportLimits limits,
            int maxMessageBytes,
            List<BindableService> services)
            throws IOException {
        TlsMaterial material = security instanceof MutualTls files ? new TlsMaterial(files) : null;
        connections =
                new Connections(limits, refusals, material == null ? () -> {} : material::refresh);
        var access = new ClientAccess(material, connections, refusals, Clock.systemUTC());
        var guard = new MessageGuard(limits, connections);
        IoHandlerFactory io =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        acceptor = group(1, "gateway-accept", io);
        workers = group(workerCount(), "gateway-transport", io);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address)
                        .channelFactory(this::newChannel)
                        .bossEventLoopGroup(acceptor)
                        .workerEventLoopGroup(workers)
                        .directExecutor()
                        .addTransportFilter(access)
                        .intercept(access);
        limit(builder, limits).maxInboundMessageSize(maxMessageBytes);
        if (material != null) {
            builder.sslContext(material.context());
        }
        services.forEach(service -> builder.addService(guard.guard(service.bindService())));
        server = builder.build();
    }

    private static NettyServerBuilder limit(NettyServerBuilder builder, TransportLimits limits) {
        return builder.maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
                .maxInboundMetadataSize(limits.maxMetadataBytes())
                .maxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
                .handshakeTimeout(limits.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(limits.maxConnectionIdle().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(limits.probeInterval().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(limits.minPingInterval().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    private static EventLoopGroup group(int threads, String name, IoHandlerFactory io) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io);
    }

    private static int workerCount() {
        return Math.max(1, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors() - 1));
    }

    private ServerChannel newChannel() {
        ServerChannel channel =
                Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addLast(connections);
        return channel;
    }

    /**
     * Starts to listen.
     *
     * @param services as they are; each is put behind the checks here
     * @throws IllegalArgumentException when connections are not secured and others could connect,
     *     or a file of {@code security} is not what it should be
     * @throws IOException when a file cannot be read or the port is taken
     */
    public static GatewayTransport start(
            InetSocketAddress address,
            TransportSecurity security,
            TransportLimits limits,
            int maxMessageBytes,
            List<BindableService> services)
            throws IOException {
        boolean isLoopback =
                address.getAddress() != null && address.getAddress().isLoopbackAddress();
        if (security instanceof TransportSecurity.Plaintext && !isLoopback) {
            throw new IllegalArgumentException(
                    "without TLS the gateway listens on loopback only: host="
                            + address.getHostString());
        }
        QuietTransportLogs.install();
        var transport = new GatewayTransport(address, security, limits, maxMessageBytes, services);
        try {
            transport.server.start();
        } catch (IOException | RuntimeException e) {
            transport.stopThreads();
            throw e;
        }
        return transport;
    }

    /** The server, to ask for its port and services, and to end. */
    public Server server() {
        return server;
    }

    /** What was refused so far. */
    public Refusals refusals() {
        return refusals;
    }

    /** Connections open now. */
    public int connectionCount() {
        return connections.count();
    }

    /** Ends the threads, the server having terminated; waits a second or two. */
    public void stopThreads() {
        var acceptorEnd = acceptor.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        var workersEnd = workers.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        boolean haveEnded =
                acceptorEnd.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)
                        && workersEnd.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        if (!haveEnded) {
            LOG.warn("transport threads have not ended: seconds={}", STOP_SECONDS);
        }
    }
}

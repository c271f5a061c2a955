package io.forebay.gateway;

import io.forebay.gateway.TestAuthority.Identity;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity;
import io.forebay.gateway.security.TransportSecurity.MutualTls;
import io.forebay.traces.TraceReader;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gateway behind mutual TLS with clients of every kind; runs on live traffic of its own. */
final class SecuredGateway implements AutoCloseable {
    static final String ROLES =
            """
            # who                             roles
            URI:spiffe://test/forebay/job     capture,controller
            URI:spiffe://test/forebay/reader  capture
            URI:spiffe://test/forebay/driver  controller
            CN:op                             operator
            """;

    final TestAuthority authority;
    final MutualTls files;
    final GatewayServer gateway;
    private final List<ManagedChannel> channels = new ArrayList<>();

    SecuredGateway(Path directory) throws Exception {
        this(
                directory,
                TransportLimits.defaults(),
                GatewayLimits.defaults().maxMessageBytes(),
                1,
                ListTrace.random(Integer.MAX_VALUE, 3, 2_000_000, 1));
    }

    SecuredGateway(
            Path directory,
            TransportLimits limits,
            int maxMessageBytes,
            double speed,
            TraceReader workload)
            throws Exception {
        authority = new TestAuthority(directory.resolve("authority"), "authority");
        Identity server = authority.server();
        Path roles = Files.writeString(directory.resolve("roles"), ROLES);
        Path clientAuthorities = Files.copy(authority.file(), directory.resolve("clients.crt"));
        files = new MutualTls(server.certificate(), server.key(), clientAuthorities, roles);
        gateway =
                GatewayServer.start(
                        settings(files, limits, maxMessageBytes, speed), deadLetters -> workload);
    }

    static GatewaySettings settings(
            TransportSecurity security, TransportLimits limits, int maxMessageBytes, double speed) {
        return GatewaySettings.builder(ListTrace.DEVICE)
                .pacing(new Pacing.Live(speed, Duration.ofSeconds(1), false))
                .withBaseline(false)
                .security(security)
                .transportLimits(limits)
                .limits(GatewayLimits.defaults().withMaxMessageBytes(maxMessageBytes))
                .build();
    }

    /** A channel of a client with a new certificate of this name. */
    ManagedChannel channel(String client) throws Exception {
        return channel(authority.client(client));
    }

    /** A channel with this certificate; null for none. */
    ManagedChannel channel(Identity identity) throws Exception {
        var context =
                GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                        .trustManager(authority.file().toFile());
        if (identity != null) {
            context.keyManager(identity.certificate().toFile(), identity.key().toFile());
        }
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
                        .sslContext(context.build())
                        .directExecutor()
                        .build();
        channels.add(channel);
        return channel;
    }

    @Override
    public void close() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : channels) {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
        gateway.close();
    }
}

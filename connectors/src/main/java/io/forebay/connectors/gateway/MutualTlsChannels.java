package io.forebay.connectors.gateway;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Channels with TLS in which both sides show certificates. Certificate and key are read again for a
 * new connection when they have changed, the authorities for a new channel.
 */
final class MutualTlsChannels implements GatewayChannels {
    private static final long serialVersionUID = 1L;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final ClientTls tls;

    MutualTlsChannels(ClientTls tls) {
        this.tls = tls;
    }

    @Override
    public ManagedChannel open(GatewayAddress address) {
        NettyChannelBuilder builder =
                ChannelSettings.apply(
                                NettyChannelBuilder.forAddress(address.host(), address.port()))
                        .sslContext(context());
        if (tls.serverName() != null) {
            builder.overrideAuthority(tls.serverName());
        }
        return builder.build();
    }

    private SslContext context() {
        try {
            File authorities = readable(tls.ca(), GatewayTlsOptions.CA.key());
            readable(tls.certificate(), GatewayTlsOptions.CERTIFICATE.key());
            readable(tls.key(), GatewayTlsOptions.KEY.key());
            // The JDK's TLS is patched with the JDK and obeys its security properties.
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(authorities)
                    .keyManager(
                            new RenewedKeyManager(Path.of(tls.certificate()), Path.of(tls.key())))
                    .protocols(PROTOCOLS)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TLS files cannot be used: " + tls + ": " + e.getMessage(), e);
        }
    }

    private static File readable(String path, String key) throws NoSuchFileException {
        if (!Files.isReadable(Path.of(path))) {
            throw new NoSuchFileException(path, null, "named by " + key);
        }
        return new File(path);
    }
}

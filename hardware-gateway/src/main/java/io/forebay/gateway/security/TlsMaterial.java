package io.forebay.gateway.security;

import io.forebay.gateway.security.TransportSecurity.MutualTls;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates, key and roles of a gateway as its files have them. They are looked at when somebody
 * connects or calls, at most once a second; what cannot be read leaves the last good ones in force.
 * Thread safe.
 */
final class TlsMaterial {
    private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);
    private static final long CHECK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private record Stamp(FileTime modified, long sizeBytes) {}

    private final MutualTls files;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager authorities;
    private final SslContext context;
    private final AtomicLong nextCheckNanos;
    private volatile RoleTable roles;
    private volatile X509TrustManager verifier;
    private List<Stamp> stamps;

    /**
     * Reads the files.
     *
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when one holds something else
     */
    TlsMaterial(MutualTls files) throws IOException {
        this.files = files;
        try {
            this.authorities =
                    AdvancedTlsX509TrustManager.newBuilder()
                            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                            .build();
            stamps = stamps();
            load();
            // The JDK's TLS is patched with the JDK and obeys its security properties.
            context =
                    GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                            .trustManager(authorities)
                            .clientAuth(ClientAuth.REQUIRE)
                            .protocols(PROTOCOLS)
                            .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "TLS files cannot be used: " + files + ": " + e.getMessage(), e);
        }
        nextCheckNanos = new AtomicLong(System.nanoTime() + CHECK_INTERVAL_NANOS);
    }

    private void load() throws IOException, GeneralSecurityException {
        RoleTable readRoles = RoleTable.read(files.roles());
        keys.updateIdentityCredentials(
                files.certificateChain().toFile(), files.privateKey().toFile());
        authorities.updateTrustCredentials(files.clientAuthorities().toFile());
        verifier = verifier(authorities.getAcceptedIssuers());
        roles = readRoles;
    }

    /** The same checks, for chains that are not part of a handshake. */
    private static X509TrustManager verifier(X509Certificate[] issuers)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < issuers.length; i++) {
            store.setCertificateEntry(Integer.toString(i), issuers[i]);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private List<Stamp> stamps() throws IOException {
        List<Stamp> result = new ArrayList<>();
        for (Path file :
                List.of(
                        files.certificateChain(),
                        files.privateKey(),
                        files.clientAuthorities(),
                        files.roles())) {
            result.add(new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
        }
        return result;
    }

    /** Reads the files again if it is time and they have changed. Never throws. */
    void refresh() {
        long now = System.nanoTime();
        long due = nextCheckNanos.get();
        if (now - due >= 0 && nextCheckNanos.compareAndSet(due, now + CHECK_INTERVAL_NANOS)) {
            loadChanged();
        }
    }

    private synchronized void loadChanged() {
        try {
            List<Stamp> found = stamps();
            if (!found.equals(stamps)) {
                stamps = found;
                load();
                LOG.info("certificates and roles were read again: {}", files);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("certificates or roles cannot be read, the last good ones stay in force", e);
        }
    }

    /** For the server's connections; follows the files. */
    SslContext context() {
        return context;
    }

    /**
     * Checks a client's certificates again: a resumed TLS session is not checked by the handshake.
     *
     * @throws CertificateException when the authorities in force do not vouch for them now
     */
    void verify(X509Certificate[] chain) throws CertificateException {
        verifier.checkClientTrusted(chain, "UNKNOWN");
    }

    /** Roles of a client. */
    Set<Role> rolesOf(Client client) {
        return roles.rolesOf(client.names());
    }
}

package io.forebay.connectors.gateway;

import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's certificate as its files have it when a connection is made: certificates are renewed
 * while jobs run. What cannot be read leaves the last good one in force. Thread safe.
 */
final class RenewedKeyManager extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedKeyManager.class);

    private final AdvancedTlsX509KeyManager current = new AdvancedTlsX509KeyManager();
    private final Path certificate;
    private final Path key;
    private List<FileTime> times;

    RenewedKeyManager(Path certificate, Path key) throws IOException, GeneralSecurityException {
        this.certificate = certificate;
        this.key = key;
        this.times = times();
        load();
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    private void load() throws IOException, GeneralSecurityException {
        current.updateIdentityCredentials(certificate.toFile(), key.toFile());
    }

    private synchronized void loadChanged() {
        try {
            List<FileTime> found = times();
            if (!found.equals(times)) {
                times = found;
                load();
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("certificate cannot be read, the last good one stays in force", e);
        }
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        loadChanged();
        return current.chooseEngineClientAlias(keyTypes, issuers, engine);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        loadChanged();
        return current.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return current.getClientAliases(keyType, issuers);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return current.getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return current.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return current.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return current.getPrivateKey(alias);
    }
}

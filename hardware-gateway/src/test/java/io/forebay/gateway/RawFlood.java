package io.forebay.gateway;

import io.forebay.gateway.TestAuthority.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sockets that send bytes at random, one lot to a connection, and see whether they are closed. */
final class RawFlood {
    private static final int LOT_BYTES = 256;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final int port;
    private final SplittableRandom random;

    RawFlood(int port, long seed) {
        this.port = port;
        this.random = new SplittableRandom(seed);
    }

    /** Bytes where a TLS handshake should be; how many connections were closed. */
    int withoutTls(int count) throws IOException {
        int closed = 0;
        for (int i = 0; i < count; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                closed += isClosed(socket, false);
            }
        }
        return closed;
    }

    /** Bytes where HTTP/2 should be, after a good handshake; how many connections were closed. */
    int afterHandshake(int count, SSLContext context) throws IOException {
        int closed = 0;
        for (int i = 0; i < count; i++) {
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(InetAddress.getLoopbackAddress(), port)) {
                var parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                closed += isClosed(socket, true);
            }
        }
        return closed;
    }

    private int isClosed(Socket socket, boolean isTls) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        byte[] lot = new byte[LOT_BYTES];
        random.nextBytes(lot);
        try {
            socket.getOutputStream().write(lot);
            if (!isTls) {
                socket.shutdownOutput(); // Else a lot that looks like a TLS record is waited for.
            }
            // An alert or a GOAWAY may come first.
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return 1;
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (IOException e) {
            return 1; // Reset.
        }
    }

    /** Trusts the authority and shows the identity. */
    static SSLContext context(Path authority, Identity identity) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate(authority));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        String pem = Files.readString(identity.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        var key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        Certificate[] chain = {certificate(identity.certificate())};
        own.setKeyEntry("own", key, new char[0], chain);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}

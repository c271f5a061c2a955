package io.forebay.jobs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests; keys and certificates are made anew each time. */
final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(1);
    private static final int LINE_LENGTH = 64;

    private final Path directory;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final Path file;

    /** Files of one client or server. */
    record Identity(Path certificate, Path key) {}

    TestAuthority(Path directory, String name) throws Exception {
        this.directory = Files.createDirectories(directory);
        keys = newKeys();
        X500Name subject = new X500Name("CN=" + name);
        var builder = builder(subject, subject, keys, Instant.now(), Duration.ofDays(1));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        certificate = sign(builder);
        file = write(name + ".crt", "CERTIFICATE", certificate.getEncoded());
    }

    /** The authority's certificate. */
    Path file() {
        return file;
    }

    /** For a server on the loopback interface. */
    Identity server() throws Exception {
        return issue(
                "server",
                KeyPurposeId.id_kp_serverAuth,
                Instant.now(),
                Duration.ofHours(1),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost"));
    }

    /** Signed today, good for an hour. */
    Identity client(String name) throws Exception {
        return client(name, Instant.now());
    }

    /** Good for an hour from then on. */
    Identity client(String name, Instant from) throws Exception {
        return issue(
                name,
                KeyPurposeId.id_kp_clientAuth,
                from,
                Duration.ofHours(1),
                new GeneralName(
                        GeneralName.uniformResourceIdentifier, "spiffe://test/forebay/" + name));
    }

    private Identity issue(
            String name, KeyPurposeId purpose, Instant from, Duration life, GeneralName... names)
            throws Exception {
        KeyPair own = newKeys();
        var builder =
                builder(
                        new X500Name(certificate.getSubjectX500Principal().getName()),
                        new X500Name("CN=" + name + ",O=Test"),
                        own,
                        from,
                        life);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        String stem = name + "-" + SERIALS.get();
        return new Identity(
                write(stem + ".crt", "CERTIFICATE", sign(builder).getEncoded()),
                write(stem + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()));
    }

    @SuppressWarnings("JavaUtilDate") // The library asks for it.
    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair of, Instant from, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(from.minusSeconds(60)),
                Date.from(from.plus(life)),
                subject,
                of.getPublic());
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder)
            throws OperatorCreationException, GeneralSecurityException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private Path write(String name, String kind, byte[] content) throws IOException {
        var encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(kind, encoder.encodeToString(content), kind));
    }
}

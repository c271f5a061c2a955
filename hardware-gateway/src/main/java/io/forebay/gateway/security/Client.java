package io.forebay.gateway.security;

import io.grpc.Attributes;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who is at the other end of a connection.
 *
 * @param names as a {@link RoleTable} has them; the first stands for the client in logs and limits
 * @param expiresAtMillis when its certificate does, since 1970
 */
record Client(Set<String> names, long expiresAtMillis) {
    /** Set on connections whose client is known. */
    static final Attributes.Key<Client> KEY = Attributes.Key.create("forebay-client");

    /** Everybody, where connections are not secured. */
    static final Client ANYBODY = new Client(Set.of("loopback"), Long.MAX_VALUE);

    private static final int DNS_NAME = 2;
    private static final int URI = 6;

    /** The client a certificate is of. */
    static Client of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> entry : alternatives == null ? List.<List<?>>of() : alternatives) {
                int kind = (Integer) entry.get(0);
                if (kind == URI) {
                    names.add("URI:" + entry.get(1));
                } else if (kind == DNS_NAME) {
                    names.add("DNS:" + entry.get(1));
                }
            }
        } catch (CertificateParsingException e) {
            // The common name is left.
        }
        String commonName = commonName(certificate);
        if (commonName != null) {
            names.add("CN:" + commonName);
        }
        if (names.isEmpty()) {
            names.add("serial " + certificate.getSerialNumber().toString(16));
        }
        return new Client(names, certificate.getNotAfter().toInstant().toEpochMilli());
    }

    private static String commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts =
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            // The most specific part comes last.
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")
                        && parts.get(i).getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return null;
    }

    /** One line for logs and messages. */
    String name() {
        return names.iterator().next().replaceAll("\\p{Cntrl}", "?");
    }
}

package io.forebay.gateway.security;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** How connections to a gateway are secured. */
public sealed interface TransportSecurity {

    /** Neither encryption nor client identities: only for loopback addresses. */
    static TransportSecurity plaintext() {
        return new Plaintext();
    }

    /** Every process on this machine may do everything. */
    record Plaintext() implements TransportSecurity {}

    /**
     * TLS in which each client shows a certificate. The files are PEM; they are read again, at most
     * once a second, when they have changed and a client connects or calls.
     *
     * @param certificateChain the gateway's certificate, then those between it and its authority
     * @param privateKey key of that certificate: PKCS #8, not encrypted
     * @param clientAuthorities certificates of the authorities that clients' certificates must come
     *     from
     * @param roles who may do what; see {@link RoleTable}
     */
    record MutualTls(Path certificateChain, Path privateKey, Path clientAuthorities, Path roles)
            implements TransportSecurity {
        public MutualTls {
            requireNonNull(certificateChain, "certificateChain");
            requireNonNull(privateKey, "privateKey");
            requireNonNull(clientAuthorities, "clientAuthorities");
            requireNonNull(roles, "roles");
        }
    }
}

package io.forebay.jobs.cli;

import io.forebay.gateway.security.TransportSecurity;
import io.forebay.gateway.security.TransportSecurity.MutualTls;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a gateway that others connect to is secured. */
public final class GatewayTlsOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--plaintext",
            description =
                    "Serve without TLS, on a loopback address: every process of this machine may do everything.")
    private boolean plaintext;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the gateway's certificate chain.")
    private Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with its private key (PKCS #8, not encrypted).")
    private Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "PEM file with the authorities that clients' certificates come from.")
    private Path clientAuthorities;

    @Option(
            names = "--tls-roles",
            paramLabel = "FILE",
            description =
                    "Which client may do what: lines such as 'URI:spiffe://example.org/job capture,controller'.")
    private Path roles;

    /** What was asked for; a wrong option fails as a wrong call. */
    TransportSecurity security() {
        var files = Arrays.asList(certificate, key, clientAuthorities, roles);
        boolean isComplete = files.stream().allMatch(Objects::nonNull);
        boolean isAbsent = files.stream().allMatch(Objects::isNull);
        if (plaintext && isAbsent) {
            return TransportSecurity.plaintext();
        }
        if (!plaintext && isComplete) {
            return new MutualTls(certificate, key, clientAuthorities, roles);
        }
        throw new ParameterException(
                spec.commandLine(),
                plaintext
                        ? "--plaintext and --tls-… exclude each other"
                        : "give --tls-cert, --tls-key, --tls-client-ca and --tls-roles, or --plaintext to"
                                + " serve this machine only");
    }
}

package io.forebay.jobs.cli;

import io.forebay.connectors.gateway.ClientTls;
import io.forebay.connectors.gateway.GatewayChannels;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command connects to a gateway. */
public final class ClientTlsOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "PEM file with the authorities the gateway's certificate comes from; without it the"
                            + " connection is not secured, and must be to a loopback address.")
    private String ca;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the certificate chain to show to the gateway.")
    private String certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with its private key (PKCS #8, not encrypted).")
    private String key;

    @Option(
            names = "--tls-server-name",
            paramLabel = "NAME",
            description = "Name the gateway's certificate must have (default: the host).")
    private String serverName;

    /** As asked for; a wrong option fails as a wrong call. */
    GatewayChannels channels() {
        if (ca == null && certificate == null && key == null && serverName == null) {
            return GatewayChannels.plaintext();
        }
        if (ca == null || certificate == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(), "TLS needs --tls-ca, --tls-cert and --tls-key");
        }
        return GatewayChannels.mutualTls(new ClientTls(ca, certificate, key, serverName));
    }
}

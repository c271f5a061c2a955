package io.forebay.connectors.gateway;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Files with which a client and a gateway know each other, all PEM. They are read where the
 * connection is opened.
 *
 * @param ca certificates of the authorities that gateways' certificates come from
 * @param certificate the client's certificate chain
 * @param key the client's private key: PKCS #8, not encrypted
 * @param serverName name the gateway's certificate must have; null for the host connected to
 */
public record ClientTls(String ca, String certificate, String key, String serverName)
        implements Serializable {
    public ClientTls {
        requireNonNull(ca, "ca");
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }

    /**
     * What is configured; empty when nothing is.
     *
     * @throws IllegalArgumentException when only a part is
     */
    public static Optional<ClientTls> from(ReadableConfig config) {
        String ca = value(config, GatewayTlsOptions.CA);
        String certificate = value(config, GatewayTlsOptions.CERTIFICATE);
        String key = value(config, GatewayTlsOptions.KEY);
        String serverName = value(config, GatewayTlsOptions.SERVER_NAME);
        if (ca == null && certificate == null && key == null && serverName == null) {
            return Optional.empty();
        }
        requirePresent(GatewayTlsOptions.CA, ca);
        requirePresent(GatewayTlsOptions.CERTIFICATE, certificate);
        requirePresent(GatewayTlsOptions.KEY, key);
        return Optional.of(new ClientTls(ca, certificate, key, serverName));
    }

    private static String value(ReadableConfig config, ConfigOption<String> option) {
        String value = config.getOptional(option).orElse(null);
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException(option.key() + " must not be blank");
        }
        return value;
    }

    private static void requirePresent(ConfigOption<String> option, String value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    option.key()
                            + " is missing: TLS to gateways needs "
                            + GatewayTlsOptions.CA.key()
                            + ", "
                            + GatewayTlsOptions.CERTIFICATE.key()
                            + " and "
                            + GatewayTlsOptions.KEY.key());
        }
    }
}

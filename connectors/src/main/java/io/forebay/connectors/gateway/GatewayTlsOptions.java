package io.forebay.connectors.gateway;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How source and sink secure their connections to gateways. */
public final class GatewayTlsOptions {
    /** Authorities of the gateways' certificates. */
    public static final ConfigOption<String> CA =
            ConfigOptions.key("forebay.gateway.tls.ca")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "PEM file with the certificates of the authorities that gateways'"
                                    + " certificates come from. Without it connections are not"
                                    + " secured, and only gateways on loopback addresses are"
                                    + " connected to.");

    /** The job's certificate. */
    public static final ConfigOption<String> CERTIFICATE =
            ConfigOptions.key("forebay.gateway.tls.cert")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "PEM file with the job's certificate, which the gateway knows its"
                                    + " roles by, and those between it and its authority.");

    /** Key of the job's certificate. */
    public static final ConfigOption<String> KEY =
            ConfigOptions.key("forebay.gateway.tls.key")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("PEM file with its private key: PKCS #8, not encrypted.");

    /** Name in the gateway's certificate. */
    public static final ConfigOption<String> SERVER_NAME =
            ConfigOptions.key("forebay.gateway.tls.server-name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Name that must be in the gateway's certificate instead of the host"
                                    + " that is connected to.");

    private GatewayTlsOptions() {}
}

package io.forebay.connectors.gateway;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Where a gateway listens.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 */
public record GatewayAddress(String host, int port) implements Serializable {
    private static final int MAX_PORT = 65_535;

    public GatewayAddress {
        requireNonNull(host, "host");
        if (host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "invalid gateway address: host=" + host + ", port=" + port);
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException when it is not of this form
     */
    public static GatewayAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).trim();
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.indexOf(':') >= 0 && !isBracketed)) {
            throw malformed(text);
        }
        if (isBracketed) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new GatewayAddress(host, Integer.parseInt(text.substring(colon + 1).trim()));
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "gateway address is not host:port with a port of 1 to 65535: address=" + text);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.gateway.GatewayAddress;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Which gateway a device's commands go to. Immutable. */
final class GatewayRoutes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, GatewayAddress> byDevice;
    private final GatewayAddress forAll;

    private GatewayRoutes(Map<String, GatewayAddress> byDevice, GatewayAddress forAll) {
        this.byDevice = new LinkedHashMap<>(byDevice);
        this.forAll = forAll;
    }

    /**
     * Reads entries of the form {@code device=host:port} and at most one {@code host:port}, which
     * takes every device that has no entry of its own.
     */
    static GatewayRoutes parse(List<String> entries) {
        Map<String, GatewayAddress> byDevice = new LinkedHashMap<>();
        GatewayAddress forAll = null;
        for (String entry : entries) {
            int separator = entry.indexOf('=');
            if (separator < 0) {
                if (forAll != null) {
                    throw invalid("has two addresses for all devices", entry);
                }
                forAll = GatewayAddress.parse(entry);
                continue;
            }
            String device = entry.substring(0, separator).trim();
            var address = GatewayAddress.parse(entry.substring(separator + 1));
            if (device.isEmpty() || device.indexOf('/') >= 0) {
                throw invalid("names no device", entry);
            }
            if (byDevice.putIfAbsent(device, address) != null) {
                throw invalid("names a device twice", entry);
            }
        }
        if (byDevice.isEmpty() && forAll == null) {
            throw new IllegalArgumentException(
                    GatewaySinkOptions.ADDRESSES.key()
                            + " is missing: name gateways as device=host:port, or one as host:port");
        }
        return new GatewayRoutes(byDevice, forAll);
    }

    private static IllegalArgumentException invalid(String problem, String entry) {
        return new IllegalArgumentException(
                GatewaySinkOptions.ADDRESSES.key() + " " + problem + ": entry=" + entry);
    }

    /** The gateway of a function's or device's commands, or null where none is configured. */
    GatewayAddress of(String target) {
        int slash = target.indexOf('/');
        String device = slash < 0 ? target : target.substring(0, slash);
        return byDevice.getOrDefault(device, forAll);
    }

    /** Every gateway, once. */
    Collection<GatewayAddress> gateways() {
        var gateways = new LinkedHashSet<>(byDevice.values());
        if (forAll != null) {
            gateways.add(forAll);
        }
        return new ArrayList<>(gateways);
    }
}

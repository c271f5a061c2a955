package io.forebay.gateway.security;

import java.util.Arrays;
import java.util.Locale;

/** What a client may do with a gateway. A client may have several; none includes another. */
public enum Role {
    /** Reads the capture. */
    CAPTURE,
    /** Steers the device. */
    CONTROLLER,
    /** Operates the gateway: logging, resets, and looking into its interface. */
    OPERATOR;

    /**
     * The role with a name, in any case.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Role named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown role, allowed are capture, controller, operator:"
                                                + " role="
                                                + name));
    }
}

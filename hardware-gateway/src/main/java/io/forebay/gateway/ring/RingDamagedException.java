package io.forebay.gateway.ring;

import java.io.IOException;

/** A file is no ring that can be read; the message says why. */
public final class RingDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    public RingDamagedException(String message) {
        super(message);
    }
}

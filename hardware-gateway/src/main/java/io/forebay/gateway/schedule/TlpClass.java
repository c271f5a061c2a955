package io.forebay.gateway.schedule;

import io.forebay.schemas.Operation;

/** The transaction classes that PCI Express orders by. */
public enum TlpClass {
    /** Memory writes and messages. */
    POSTED,
    /** Memory, I/O and configuration reads. */
    READ_REQUEST,
    /** Non-posted requests that carry data: I/O and configuration writes, atomic operations. */
    REQUEST_WITH_DATA,
    COMPLETION;

    /** Class of an operation; what is no TLP operation counts as posted, the strictest class. */
    public static TlpClass of(Operation operation) {
        return switch (operation) {
            case READ, IO_READ, CONFIG_READ -> READ_REQUEST;
            case IO_WRITE, CONFIG_WRITE, ATOMIC -> REQUEST_WITH_DATA;
            case COMPLETION, COMPLETION_WITH_DATA -> COMPLETION;
            case WRITE, MESSAGE, FLUSH, DISCARD, FRAME, UNKNOWN -> POSTED;
        };
    }
}

package io.forebay.gateway.schedule;

import io.forebay.schemas.Operation;

/** What operations do to the bytes they address. */
public final class Accesses {
    private Accesses() {}

    /** Whether the operation changes what a later read of the range finds. */
    public static boolean writes(Operation operation) {
        return switch (operation) {
            case WRITE, DISCARD, ATOMIC -> true;
            case READ,
                    FLUSH,
                    IO_READ,
                    IO_WRITE,
                    CONFIG_READ,
                    CONFIG_WRITE,
                    MESSAGE,
                    COMPLETION,
                    COMPLETION_WITH_DATA,
                    FRAME,
                    UNKNOWN ->
                    false;
        };
    }
}

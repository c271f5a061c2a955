package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;

/** Codes of enumerated values in slots. Frozen: rings of one version are read by the next. */
final class SlotCodes {
    private static final ElementKind[] KINDS = {
        ElementKind.UNKNOWN, ElementKind.TLP, ElementKind.ETHERNET, ElementKind.BLOCK
    };
    private static final Operation[] OPERATIONS = {
        Operation.UNKNOWN,
        Operation.READ,
        Operation.WRITE,
        Operation.FLUSH,
        Operation.DISCARD,
        Operation.IO_READ,
        Operation.IO_WRITE,
        Operation.CONFIG_READ,
        Operation.CONFIG_WRITE,
        Operation.ATOMIC,
        Operation.MESSAGE,
        Operation.COMPLETION,
        Operation.COMPLETION_WITH_DATA,
        Operation.FRAME
    };

    private SlotCodes() {}

    static ElementKind kind(byte code) {
        return KINDS[code];
    }

    static Operation operation(byte code) {
        return OPERATIONS[code];
    }

    static byte code(ElementKind kind) {
        return switch (kind) {
            case UNKNOWN -> 0;
            case TLP -> 1;
            case ETHERNET -> 2;
            case BLOCK -> 3;
        };
    }

    static byte code(Operation operation) {
        return switch (operation) {
            case UNKNOWN -> 0;
            case READ -> 1;
            case WRITE -> 2;
            case FLUSH -> 3;
            case DISCARD -> 4;
            case IO_READ -> 5;
            case IO_WRITE -> 6;
            case CONFIG_READ -> 7;
            case CONFIG_WRITE -> 8;
            case ATOMIC -> 9;
            case MESSAGE -> 10;
            case COMPLETION -> 11;
            case COMPLETION_WITH_DATA -> 12;
            case FRAME -> 13;
        };
    }
}

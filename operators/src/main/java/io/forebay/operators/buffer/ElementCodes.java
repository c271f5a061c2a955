package io.forebay.operators.buffer;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.io.IOException;

/** Codes of kinds and operations in the history's state: frozen, new ones go at the end. */
final class ElementCodes {
    private ElementCodes() {}

    static byte codeOf(ElementKind kind) {
        return switch (kind) {
            case UNKNOWN -> 0;
            case TLP -> 1;
            case ETHERNET -> 2;
            case BLOCK -> 3;
        };
    }

    static ElementKind kindOf(int code) throws IOException {
        return switch (code) {
            case 0 -> ElementKind.UNKNOWN;
            case 1 -> ElementKind.TLP;
            case 2 -> ElementKind.ETHERNET;
            case 3 -> ElementKind.BLOCK;
            default -> throw new IOException("unknown kind: code=" + code);
        };
    }

    static byte codeOf(Operation operation) {
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

    static Operation operationOf(int code) throws IOException {
        return switch (code) {
            case 0 -> Operation.UNKNOWN;
            case 1 -> Operation.READ;
            case 2 -> Operation.WRITE;
            case 3 -> Operation.FLUSH;
            case 4 -> Operation.DISCARD;
            case 5 -> Operation.IO_READ;
            case 6 -> Operation.IO_WRITE;
            case 7 -> Operation.CONFIG_READ;
            case 8 -> Operation.CONFIG_WRITE;
            case 9 -> Operation.ATOMIC;
            case 10 -> Operation.MESSAGE;
            case 11 -> Operation.COMPLETION;
            case 12 -> Operation.COMPLETION_WITH_DATA;
            case 13 -> Operation.FRAME;
            default -> throw new IOException("unknown operation: code=" + code);
        };
    }
}

package io.forebay.schemas;

/**
 * One-byte codes of kinds and operations, in the gateway's rings and in the job's state. Frozen:
 * what one version writes, the next one reads. New ones go at the end.
 */
public final class ElementCodes {
    private ElementCodes() {}

    public static byte codeOf(ElementKind kind) {
        return switch (kind) {
            case UNKNOWN -> 0;
            case TLP -> 1;
            case ETHERNET -> 2;
            case BLOCK -> 3;
        };
    }

    /**
     * The kind of a code.
     *
     * @throws IllegalArgumentException when no kind has it
     */
    public static ElementKind kindOf(int code) {
        return switch (code) {
            case 0 -> ElementKind.UNKNOWN;
            case 1 -> ElementKind.TLP;
            case 2 -> ElementKind.ETHERNET;
            case 3 -> ElementKind.BLOCK;
            default -> throw new IllegalArgumentException("unknown kind: code=" + code);
        };
    }

    public static byte codeOf(Operation operation) {
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

    /**
     * The operation of a code.
     *
     * @throws IllegalArgumentException when no operation has it
     */
    public static Operation operationOf(int code) {
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
            default -> throw new IllegalArgumentException("unknown operation: code=" + code);
        };
    }
}

package io.forebay.predictor;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;

/**
 * The four symbols a request is coded as: operation, size class, address delta, gap. Pure
 * functions.
 *
 * <p>A block request counts in sectors of 512 bytes; a TLP in double words; other traffic in bytes.
 * The operation of a block request is one bit, read-like or write-like; other kinds add a class
 * below it.
 */
public final class RequestSymbols {
    /** The heads in the order they are coded; each sees the symbols of those before it. */
    public static final int OPERATION = 0;

    public static final int SIZE = 1;
    public static final int DELTA = 2;
    public static final int GAP = 3;
    public static final int HEADS = 4;

    /** Symbol of a request that begins where the previous one ended. */
    public static final int DELTA_ZERO = 40;

    static final int OPERATION_CLASSES = 8;

    /** Block operations are codes 0 and 1; direction and class of other kinds follow. */
    public static final int OPERATION_CODES = 2 + 2 * OPERATION_CLASSES;

    private RequestSymbols() {}

    /** Floor of the binary logarithm, at most 15; {@code units} below 1 count as 1. */
    public static int sizeClass(long units) {
        return units <= 1 ? 0 : Math.min(15, 63 - Long.numberOfLeadingZeros(units));
    }

    /** 40 for no distance; above it 1 + floor(log2) of a jump ahead, below it of a jump back. */
    public static int deltaClass(long delta) {
        if (delta == 0) {
            return DELTA_ZERO;
        }
        if (delta > 0) {
            return DELTA_ZERO + Math.min(40, 64 - Long.numberOfLeadingZeros(delta));
        }
        // -Long.MIN_VALUE is itself; its leading zero count of 0 gives the widest class as it
        // should.
        return DELTA_ZERO - Math.min(40, 64 - Long.numberOfLeadingZeros(-delta));
    }

    /** 0 for no gap or a step back in time, else 1 + floor(log2) of the microseconds, up to 31. */
    public static int gapClass(long gapMicros) {
        return gapMicros <= 0 ? 0 : Math.min(31, 64 - Long.numberOfLeadingZeros(gapMicros));
    }

    /** 0 for what reads, 1 for what writes or otherwise does not ask for data. */
    public static int direction(Operation operation) {
        return switch (operation) {
            case READ, IO_READ, CONFIG_READ, COMPLETION_WITH_DATA, UNKNOWN -> 0;
            case WRITE,
                    FLUSH,
                    DISCARD,
                    IO_WRITE,
                    CONFIG_WRITE,
                    ATOMIC,
                    MESSAGE,
                    COMPLETION,
                    FRAME ->
                    1;
        };
    }

    /** Class of an operation below its direction, 0 to 7. */
    static int operationClass(Operation operation) {
        return switch (operation) {
            case READ, WRITE -> 0;
            case IO_READ, IO_WRITE -> 1;
            case CONFIG_READ, CONFIG_WRITE -> 2;
            case COMPLETION_WITH_DATA, COMPLETION -> 3;
            case ATOMIC -> 4;
            case MESSAGE -> 5;
            case FRAME -> 6;
            case FLUSH, DISCARD, UNKNOWN -> 7;
        };
    }

    static int operationCode(ElementKind kind, Operation operation) {
        int direction = direction(operation);
        return kind == ElementKind.BLOCK
                ? direction
                : 2 + direction * OPERATION_CLASSES + operationClass(operation);
    }

    /** Direction bit of an operation code. */
    static int directionOf(int operationCode) {
        return operationCode < 2 ? operationCode : (operationCode - 2) / OPERATION_CLASSES;
    }

    /** Address of an element in its kind's units; sectors for a block request. */
    public static long unitAddress(TrafficElement element) {
        return switch (element.getKind()) {
            case BLOCK -> element.getAddress() >>> 9;
            case TLP -> element.getAddress() >>> 2;
            case ETHERNET, UNKNOWN -> element.getAddress();
        };
    }

    /** Length of an element in its kind's units, at least 1; sectors for a block request. */
    public static long unitCount(TrafficElement element) {
        long bytes = Math.max(0, element.getLengthBytes());
        long units =
                switch (element.getKind()) {
                    case BLOCK -> (bytes >>> 9) + ((bytes & 511) == 0 ? 0 : 1);
                    case TLP -> bytes >>> 2;
                    case ETHERNET, UNKNOWN -> bytes;
                };
        return Math.max(1, units);
    }
}

package io.forebay.schemas;

/**
 * What makes a traffic element usable. The gateway's classifier and the job's validation apply the
 * same rules, so that what one captures the other takes. Stateless; any thread.
 */
public final class ElementRules {
    /** Longest element: 1 TiB, which no request, frame or packet reaches. */
    public static final long MAX_LENGTH_BYTES = 1L << 40;

    /**
     * Latest event time, about the year 2116: sums of two times and every expiry stay within a
     * {@code long}.
     */
    public static final long MAX_EVENT_TIME_NANOS = 1L << 62;

    /** Highest traffic class. */
    public static final int MAX_TRAFFIC_CLASS = 7;

    private ElementRules() {}

    /** Why the element cannot be used, or null when it can. Allocates nothing for a usable one. */
    public static String violation(TrafficElement element) {
        if (element == null) {
            return "element is missing";
        }
        String functionViolation = Functions.violation(element.getFunctionId());
        if (functionViolation != null) {
            return functionViolation;
        }
        if (element.getSequence() < 0) {
            return "sequence is negative: sequence=" + element.getSequence();
        }
        long eventTimeNanos = element.getEventTimeNanos();
        if (eventTimeNanos < 0 || eventTimeNanos > MAX_EVENT_TIME_NANOS) {
            return "event time is outside the clock: eventTimeNanos=" + eventTimeNanos;
        }
        String kindViolation = kindViolation(element.getKind(), element.getOperation());
        if (kindViolation != null) {
            return kindViolation;
        }
        int trafficClass = element.getTrafficClass();
        if (trafficClass < 0 || trafficClass > MAX_TRAFFIC_CLASS) {
            return "traffic class is not 0 to 7: trafficClass=" + trafficClass;
        }
        return rangeViolation(element);
    }

    private static String kindViolation(ElementKind kind, Operation operation) {
        if (kind == null || kind == ElementKind.UNKNOWN) {
            return "kind is unknown: kind=" + kind;
        }
        if (operation == null || operation == Operation.UNKNOWN) {
            return "operation is unknown: operation=" + operation;
        }
        boolean belongs =
                switch (kind) {
                    case UNKNOWN -> false;
                    case BLOCK -> isBlock(operation);
                    case ETHERNET -> isEthernet(operation);
                    case TLP -> isTlp(operation);
                };
        return belongs
                ? null
                : "operation does not belong to the kind: kind="
                        + kind
                        + ", operation="
                        + operation;
    }

    private static boolean isBlock(Operation operation) {
        return switch (operation) {
            case READ, WRITE, FLUSH, DISCARD -> true;
            case UNKNOWN,
                    IO_READ,
                    IO_WRITE,
                    CONFIG_READ,
                    CONFIG_WRITE,
                    ATOMIC,
                    MESSAGE,
                    COMPLETION,
                    COMPLETION_WITH_DATA,
                    FRAME ->
                    false;
        };
    }

    /** A plain frame, or what ATA over Ethernet asks and answers. */
    private static boolean isEthernet(Operation operation) {
        return switch (operation) {
            case FRAME, READ, WRITE, COMPLETION, COMPLETION_WITH_DATA -> true;
            case UNKNOWN,
                    FLUSH,
                    DISCARD,
                    IO_READ,
                    IO_WRITE,
                    CONFIG_READ,
                    CONFIG_WRITE,
                    ATOMIC,
                    MESSAGE ->
                    false;
        };
    }

    private static boolean isTlp(Operation operation) {
        return switch (operation) {
            case READ,
                    WRITE,
                    IO_READ,
                    IO_WRITE,
                    CONFIG_READ,
                    CONFIG_WRITE,
                    ATOMIC,
                    MESSAGE,
                    COMPLETION,
                    COMPLETION_WITH_DATA ->
                    true;
            case UNKNOWN, FLUSH, DISCARD, FRAME -> false;
        };
    }

    private static String rangeViolation(TrafficElement element) {
        long lengthBytes = element.getLengthBytes();
        if (lengthBytes < 0) {
            return "length is negative: lengthBytes=" + lengthBytes;
        }
        if (lengthBytes > MAX_LENGTH_BYTES) {
            return "length is too large: lengthBytes="
                    + lengthBytes
                    + ", maximum="
                    + MAX_LENGTH_BYTES;
        }
        long address = element.getAddress();
        boolean wraps =
                lengthBytes > 0 && Long.compareUnsigned(address + lengthBytes - 1, address) < 0;
        if (wraps) {
            return "range runs past the end of the address space: address="
                    + Long.toUnsignedString(address)
                    + ", lengthBytes="
                    + lengthBytes;
        }
        Operation operation = element.getOperation();
        boolean movesBlocks =
                element.getKind() == ElementKind.BLOCK
                        && (operation == Operation.READ || operation == Operation.WRITE);
        return movesBlocks && lengthBytes == 0
                ? "block request without length: operation=" + operation
                : null;
    }
}

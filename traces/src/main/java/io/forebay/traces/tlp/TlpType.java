package io.forebay.traces.tlp;

import io.forebay.schemas.Operation;

/** Transaction types of the PCI Express Base Specification outside of flit mode. */
public enum TlpType {
    MEM_READ(0b00000, Shape.REQUEST, Operation.READ),
    MEM_READ_64(0b00000, Shape.REQUEST_64, Operation.READ),
    MEM_READ_LOCKED(0b00001, Shape.REQUEST, Operation.READ),
    MEM_READ_LOCKED_64(0b00001, Shape.REQUEST_64, Operation.READ),
    MEM_WRITE(0b00000, Shape.REQUEST_DATA, Operation.WRITE),
    MEM_WRITE_64(0b00000, Shape.REQUEST_64_DATA, Operation.WRITE),
    IO_READ(0b00010, Shape.REQUEST, Operation.IO_READ),
    IO_WRITE(0b00010, Shape.REQUEST_DATA, Operation.IO_WRITE),
    CFG_READ_0(0b00100, Shape.REQUEST, Operation.CONFIG_READ),
    CFG_WRITE_0(0b00100, Shape.REQUEST_DATA, Operation.CONFIG_WRITE),
    CFG_READ_1(0b00101, Shape.REQUEST, Operation.CONFIG_READ),
    CFG_WRITE_1(0b00101, Shape.REQUEST_DATA, Operation.CONFIG_WRITE),
    DEFERRABLE_MEM_WRITE(0b11011, Shape.REQUEST_DATA, Operation.WRITE),
    DEFERRABLE_MEM_WRITE_64(0b11011, Shape.REQUEST_64_DATA, Operation.WRITE),
    MESSAGE(0b10000, Shape.REQUEST_64, Operation.MESSAGE),
    MESSAGE_DATA(0b10000, Shape.REQUEST_64_DATA, Operation.MESSAGE),
    CPL(0b01010, Shape.REQUEST, Operation.COMPLETION),
    CPL_DATA(0b01010, Shape.REQUEST_DATA, Operation.COMPLETION_WITH_DATA),
    CPL_LOCKED(0b01011, Shape.REQUEST, Operation.COMPLETION),
    CPL_LOCKED_DATA(0b01011, Shape.REQUEST_DATA, Operation.COMPLETION_WITH_DATA),
    FETCH_ADD(0b01100, Shape.REQUEST_DATA, Operation.ATOMIC),
    FETCH_ADD_64(0b01100, Shape.REQUEST_64_DATA, Operation.ATOMIC),
    SWAP(0b01101, Shape.REQUEST_DATA, Operation.ATOMIC),
    SWAP_64(0b01101, Shape.REQUEST_64_DATA, Operation.ATOMIC),
    CAS(0b01110, Shape.REQUEST_DATA, Operation.ATOMIC),
    CAS_64(0b01110, Shape.REQUEST_64_DATA, Operation.ATOMIC);

    /** The values of the Fmt field: words of the header, and whether data follows. */
    private enum Shape {
        REQUEST(0),
        REQUEST_64(1),
        REQUEST_DATA(2),
        REQUEST_64_DATA(3);

        private final int format;

        Shape(int format) {
            this.format = format;
        }
    }

    private static final TlpType[] BY_FORMAT_AND_TYPE = new TlpType[4 * 32];

    static {
        for (TlpType type : values()) {
            // The lower three bits of a message's type are its routing.
            int last = type.isMessage() ? type.code + 7 : type.code;
            for (int code = type.code; code <= last; code++) {
                BY_FORMAT_AND_TYPE[type.format() << 5 | code] = type;
            }
        }
    }

    private final int code;
    private final Shape shape;
    private final Operation operation;

    TlpType(int code, Shape shape, Operation operation) {
        this.code = code;
        this.shape = shape;
        this.operation = operation;
    }

    /** The type of the first two header fields, or null where the specification has none. */
    static TlpType of(int format, int type) {
        return format < 4 ? BY_FORMAT_AND_TYPE[format << 5 | type] : null;
    }

    /** The Fmt field, 0 to 3. */
    public int format() {
        return shape.format;
    }

    /** What the transaction asks for. */
    public Operation operation() {
        return operation;
    }

    /** Words (DW) of the header: 3 or 4. */
    public int headerWords() {
        return shape == Shape.REQUEST || shape == Shape.REQUEST_DATA ? 3 : 4;
    }

    /** Whether data follows the header. */
    public boolean hasData() {
        return shape == Shape.REQUEST_DATA || shape == Shape.REQUEST_64_DATA;
    }

    /** Whether the transaction completes a request. */
    public boolean isCompletion() {
        return operation == Operation.COMPLETION || operation == Operation.COMPLETION_WITH_DATA;
    }

    /** Whether the header holds a message code. */
    public boolean isMessage() {
        return operation == Operation.MESSAGE;
    }

    /** Whether the header holds a target function and a register. */
    public boolean isConfiguration() {
        return operation == Operation.CONFIG_READ || operation == Operation.CONFIG_WRITE;
    }

    /** Whether the header holds an address: memory, I/O and atomic requests. */
    public boolean isAddressed() {
        return !isCompletion() && !isMessage() && !isConfiguration();
    }

    /** Whether the request moves its operands to memory and gets the former value back. */
    public boolean isAtomic() {
        return operation == Operation.ATOMIC;
    }

    /** Whether no completion answers: memory writes and messages. */
    public boolean isPosted() {
        return this == MEM_WRITE || this == MEM_WRITE_64 || isMessage();
    }
}

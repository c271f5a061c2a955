package io.forebay.gateway.ring;

/**
 * Where the fields of a ring lie: a header, then slots of fixed size. Offsets are bytes, from the
 * start of the ring or of the slot; numbers are little-endian and aligned to their size. There is
 * no pointer in it, so the same layout serves heap memory and a mapped file.
 *
 * <p>A slot is published by its stamp, and changes of state by its status word, which are single
 * words: see {@link RingSlots}. Everything else of a ring that lives is for its writer only.
 */
public final class RingLayout {
    /** Version of the layout; readers refuse others. */
    public static final int VERSION = 1;

    /** The first eight bytes of a ring file: "FBRING" and a line end that copies break. */
    static final long MAGIC = 0x0a0d474e49524246L;

    // The header. Up to the checksum it never changes once the file has its name.
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int SLOT_BYTES_OFFSET = 12;
    static final int SLOT_COUNT_OFFSET = 16;
    static final int ID_BYTES_OFFSET = 20;

    /** Wall clock when the function's first ring file was made, nanoseconds since the epoch. */
    static final int CREATED_NANOS_OFFSET = 24;

    static final int HEADER_CHECKSUM_OFFSET = 32;

    /** Counts resets of the function domain: a new number with each start and each reset. */
    static final int GENERATION_OFFSET = 40;

    /** A {@link RingHeader.Log} by its code. */
    static final int LOG_OFFSET = 44;

    // Positions of the whole file's life, one past the newest entry of their kind.
    static final int HEAD_OFFSET = 48;
    static final int ADMITTED_OFFSET = 56;
    static final int COMPLETED_OFFSET = 64;
    static final int TAIL_OFFSET = 72;

    /** The function's id in UTF-8. */
    static final int ID_OFFSET = 128;

    /** Header bytes: an id has at most 256 UTF-16 units, 768 bytes. */
    public static final int HEADER_BYTES = 1024;

    static final int MAX_ID_BYTES = HEADER_BYTES - ID_OFFSET;

    // A slot. The descriptor is written once, before the stamp says so.
    static final int STAMP_OFFSET = 0;
    static final int SEQUENCE_OFFSET = 8;
    static final int ARRIVAL_NANOS_OFFSET = 16;
    static final int ADDRESS_OFFSET = 24;
    static final int LENGTH_BYTES_OFFSET = 32;
    static final int ORDERING_DOMAIN_OFFSET = 40;
    static final int CORRELATION_ID_OFFSET = 48;

    /** Generation in the upper half; kind, operation, traffic class, relaxed ordering below. */
    static final int TRAITS_OFFSET = 56;

    /** {@link RingStatus} in the lower half, its checksum in the upper. */
    static final int STATUS_OFFSET = 64;

    static final int SERVICE_START_NANOS_OFFSET = 72;
    static final int COMPLETED_NANOS_OFFSET = 80;
    static final int DESCRIPTOR_CHECKSUM_OFFSET = 88;

    /** For the ring's owner; means nothing to readers. */
    static final int HANDLE_OFFSET = 92;

    /** Size of a slot. */
    public static final int SLOT_BYTES = 96;

    /** Most slots of one ring: what an int can address. */
    public static final int MAX_CAPACITY =
            Integer.highestOneBit((Integer.MAX_VALUE - HEADER_BYTES) / SLOT_BYTES);

    // What a stamp says in its lowest two bits about the entry whose serial is above them.
    static final int EMPTY = 0;
    static final int WRITTEN = 1;
    static final int BEING_WRITTEN = 2;
    static final int NOT_LOGGED = 3;
    static final int STAMP_BITS = 2;

    private RingLayout() {}

    /** Bytes of a ring with its header. */
    public static int fileBytes(int capacity) {
        return Math.addExact(HEADER_BYTES, Math.multiplyExact(capacity, SLOT_BYTES));
    }

    static long stamp(long serial, int code) {
        return (serial << STAMP_BITS) | code;
    }

    static int codeOf(long stamp) {
        return (int) stamp & ((1 << STAMP_BITS) - 1);
    }

    static long serialOf(long stamp) {
        return stamp >>> STAMP_BITS;
    }
}

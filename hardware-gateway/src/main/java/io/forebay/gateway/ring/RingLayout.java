package io.forebay.gateway.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the fields of a slot of a {@link CircularBuffer} lie. Offsets are bytes from the start of
 * the slot, numbers in the byte order of the memory the slots lie in. Slots are fixed in size and
 * hold no pointer, so that the same layout serves heap memory and a mapped file.
 */
public final class RingLayout {
    public static final int SEQUENCE_OFFSET = 0;
    public static final int ARRIVAL_NANOS_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    public static final int ADDRESS_OFFSET = ARRIVAL_NANOS_OFFSET + Long.BYTES;
    public static final int LENGTH_BYTES_OFFSET = ADDRESS_OFFSET + Long.BYTES;
    public static final int ORDERING_DOMAIN_OFFSET = LENGTH_BYTES_OFFSET + Long.BYTES;
    public static final int CORRELATION_ID_OFFSET = ORDERING_DOMAIN_OFFSET + Long.BYTES;
    public static final int SERVICE_START_NANOS_OFFSET = CORRELATION_ID_OFFSET + Long.BYTES;
    public static final int COMPLETED_NANOS_OFFSET = SERVICE_START_NANOS_OFFSET + Long.BYTES;
    public static final int HANDLE_OFFSET = COMPLETED_NANOS_OFFSET + Long.BYTES;
    public static final int KIND_OFFSET = HANDLE_OFFSET + Integer.BYTES;
    public static final int OPERATION_OFFSET = KIND_OFFSET + 1;
    public static final int TRAFFIC_CLASS_OFFSET = OPERATION_OFFSET + 1;
    public static final int FLAGS_OFFSET = TRAFFIC_CLASS_OFFSET + 1;
    public static final int STATE_OFFSET = FLAGS_OFFSET + 1;
    public static final int REQUESTED_PRIORITY_OFFSET = STATE_OFFSET + 1;
    public static final int APPLIED_PRIORITY_OFFSET = REQUESTED_PRIORITY_OFFSET + 1;

    /** Size of a slot: the fields, filled up to whole words. */
    public static final int SLOT_BYTES = 80;

    /** Most slots of one buffer: what an int can address. */
    public static final int MAX_CAPACITY = Integer.highestOneBit(Integer.MAX_VALUE / SLOT_BYTES);

    /** Bit of the flags: the element permits relaxed ordering. */
    public static final int RELAXED_ORDERING_FLAG = 1;

    /** Bit of the flags: a read that needed no storage transfer. */
    public static final int FROM_PREFETCH_FLAG = 2;

    private RingLayout() {}

    /** Memory for {@code capacity} slots on the heap. */
    static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(Math.multiplyExact(capacity, SLOT_BYTES))
                .order(ByteOrder.nativeOrder());
    }
}

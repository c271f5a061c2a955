package io.forebay.operators.buffer;

import io.forebay.schemas.ElementCodes;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A function's circular buffer as the job sees it: the newest elements, oldest first, each pending
 * until its completion is matched to it by sequence. What falls off the old end is forgotten. About
 * 50 bytes per element, held as primitives; allocates nothing per element. One thread.
 */
final class HistoryRing {
    private static final int NO_TRAFFIC_CLASS = 0;
    private static final long PENDING = -1;

    private final int mask;
    private final long[] sequence;
    private final long[] eventTimeNanos;
    private final long[] address;
    private final long[] lengthBytes;
    private final long[] correlationId;
    private final long[] responseNanos;
    private final byte[] kind;
    private final byte[] operation;
    private long appended;
    private int pending;

    /**
     * Starts empty.
     *
     * @param capacity elements held, a power of two
     */
    HistoryRing(int capacity) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity is not a power of two: capacity=" + capacity);
        }
        mask = capacity - 1;
        sequence = new long[capacity];
        eventTimeNanos = new long[capacity];
        address = new long[capacity];
        lengthBytes = new long[capacity];
        correlationId = new long[capacity];
        responseNanos = new long[capacity];
        kind = new byte[capacity];
        operation = new byte[capacity];
    }

    int capacity() {
        return mask + 1;
    }

    /** Elements held. */
    int size() {
        return (int) Math.min(appended, capacity());
    }

    /** Elements held that have not completed. */
    int pending() {
        return pending;
    }

    /** Takes in the newest element, which is pending, and forgets the oldest when full. */
    void append(TrafficElement element) {
        int slot = slotOf(appended);
        if (appended > mask && responseNanos[slot] == PENDING) {
            pending--;
        }
        sequence[slot] = element.getSequence();
        eventTimeNanos[slot] = element.getEventTimeNanos();
        address[slot] = element.getAddress();
        lengthBytes[slot] = element.getLengthBytes();
        correlationId[slot] = element.getCorrelationId();
        kind[slot] = ElementCodes.codeOf(element.getKind());
        operation[slot] = ElementCodes.codeOf(element.getOperation());
        responseNanos[slot] = PENDING;
        appended++;
        pending++;
    }

    /**
     * Marks the element completed.
     *
     * @return false when it is not held, or has completed before
     */
    boolean complete(long elementSequence, long response) {
        int slot = find(elementSequence);
        if (slot < 0 || responseNanos[slot] != PENDING) {
            return false;
        }
        responseNanos[slot] = Math.max(0, response);
        pending--;
        return true;
    }

    /** Hands out the elements held, oldest first, as far as the model looks at them. */
    void forEach(String functionId, Consumer<TrafficElement> use) {
        for (long position = appended - size(); position < appended; position++) {
            int slot = slotOf(position);
            use.accept(
                    new TrafficElement(
                            functionId,
                            sequence[slot],
                            eventTimeNanos[slot],
                            ElementCodes.kindOf(kind[slot]),
                            ElementCodes.operationOf(operation[slot]),
                            address[slot],
                            lengthBytes[slot],
                            0L,
                            correlationId[slot],
                            NO_TRAFFIC_CLASS,
                            false));
        }
    }

    void write(DataOutputSerializer out) throws IOException {
        out.writeInt(size());
        for (long position = appended - size(); position < appended; position++) {
            int slot = slotOf(position);
            out.writeLong(sequence[slot]);
            out.writeLong(eventTimeNanos[slot]);
            out.writeLong(address[slot]);
            out.writeLong(lengthBytes[slot]);
            out.writeLong(correlationId[slot]);
            out.writeLong(responseNanos[slot]);
            out.writeByte(kind[slot]);
            out.writeByte(operation[slot]);
        }
    }

    /** Reads what {@link #write} gave; a smaller ring keeps the newest. */
    static HistoryRing read(int capacity, DataInputDeserializer in) throws IOException {
        var ring = new HistoryRing(capacity);
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            ring.readOne(in);
        }
        return ring;
    }

    private void readOne(DataInputDeserializer in) throws IOException {
        int slot = slotOf(appended);
        if (appended > mask && responseNanos[slot] == PENDING) {
            pending--;
        }
        sequence[slot] = in.readLong();
        eventTimeNanos[slot] = in.readLong();
        address[slot] = in.readLong();
        lengthBytes[slot] = in.readLong();
        correlationId[slot] = in.readLong();
        responseNanos[slot] = in.readLong();
        kind[slot] = in.readByte();
        operation[slot] = in.readByte();
        requireKnownCodes(slot);
        appended++;
        if (responseNanos[slot] == PENDING) {
            pending++;
        }
    }

    /** Fails when state is read rather than when the history is used. */
    private void requireKnownCodes(int slot) throws IOException {
        try {
            ElementCodes.kindOf(kind[slot]);
            ElementCodes.operationOf(operation[slot]);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Sequences have no holes as a rule, so the place is known; else the ring is searched. */
    private int find(long elementSequence) {
        int size = size();
        if (size == 0) {
            return -1;
        }
        long back = sequence[slotOf(appended - 1)] - elementSequence;
        if (back >= 0 && back < size) {
            int slot = slotOf(appended - 1 - back);
            if (sequence[slot] == elementSequence) {
                return slot;
            }
        }
        for (int i = 1; i <= size; i++) {
            int slot = slotOf(appended - i);
            if (sequence[slot] == elementSequence) {
                return slot;
            }
        }
        return -1;
    }

    private int slotOf(long position) {
        return (int) (position & mask);
    }
}

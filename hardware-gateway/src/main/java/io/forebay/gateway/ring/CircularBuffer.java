package io.forebay.gateway.ring;

import static io.forebay.gateway.ring.RingLayout.SLOT_BYTES;

import io.forebay.schemas.ElementCodes;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.nio.ByteBuffer;

/**
 * The elements of one I/O function in the order of their arrival: first the completed history, then
 * what is pending. A position is the element's sequence number and never reused; four of them
 * divide the ring:
 *
 * <pre>
 *   tail <= completed <= admitted <= head <= tail + capacity
 *   [tail, completed)      history: every element completed
 *   [completed, admitted)  in the device: queued, in service, or completed before an earlier one
 *   [admitted, head)       in the guest's submission queue, for want of buffer space
 * </pre>
 *
 * An append to a full ring overwrites the oldest of the history, never a pending element. Elements
 * live in fixed slots of one block of memory as {@link RingLayout} says. Not thread safe.
 */
public final class CircularBuffer {
    /** Answer of {@link #append} where every slot is pending. */
    public static final long FULL = -1;

    private ByteBuffer slots;
    private int mask;
    private long tail;
    private long completed;
    private long admitted;
    private long head;

    /**
     * Makes an empty ring.
     *
     * @param capacity slots, a power of two up to {@link RingLayout#MAX_CAPACITY}
     */
    public CircularBuffer(int capacity) {
        requireCapacity(capacity);
        slots = RingLayout.allocate(capacity);
        mask = capacity - 1;
    }

    public int capacity() {
        return mask + 1;
    }

    /** Oldest position held. */
    public long tail() {
        return tail;
    }

    /** Oldest position not completed; {@link #admitted()} where the device has nothing pending. */
    public long completed() {
        return completed;
    }

    /** Oldest position the device has no space for; {@link #head()} where there is none. */
    public long admitted() {
        return admitted;
    }

    /** Position of the next element to arrive. */
    public long head() {
        return head;
    }

    /** Elements from the oldest pending one on. */
    public int pendingCount() {
        return (int) (head - completed);
    }

    public int deferredCount() {
        return (int) (head - admitted);
    }

    public boolean holds(long position) {
        return position >= tail && position < head;
    }

    /** Whether the next append would overwrite history or find no room. */
    public boolean isFull() {
        return head - tail > mask;
    }

    /**
     * Appends an element as deferred.
     *
     * @return its position, or {@link #FULL} where every slot is pending; the ring is unchanged
     *     then
     * @throws IllegalArgumentException if the element's sequence is not the head
     */
    public long append(TrafficElement element) {
        if (element.getSequence() != head) {
            throw new IllegalArgumentException(
                    "sequence is not the next of its function: sequence="
                            + element.getSequence()
                            + ", expected="
                            + head
                            + ", functionId="
                            + element.getFunctionId());
        }
        if (isFull()) {
            if (tail == completed) {
                return FULL;
            }
            tail++;
        }
        int slot = slotOf(head);
        slots.putLong(slot + RingLayout.SEQUENCE_OFFSET, head);
        slots.putLong(slot + RingLayout.ARRIVAL_NANOS_OFFSET, element.getEventTimeNanos());
        slots.putLong(slot + RingLayout.ADDRESS_OFFSET, element.getAddress());
        slots.putLong(slot + RingLayout.LENGTH_BYTES_OFFSET, element.getLengthBytes());
        slots.putLong(slot + RingLayout.ORDERING_DOMAIN_OFFSET, element.getOrderingDomain());
        slots.putLong(slot + RingLayout.CORRELATION_ID_OFFSET, element.getCorrelationId());
        slots.putLong(slot + RingLayout.SERVICE_START_NANOS_OFFSET, 0);
        slots.putLong(slot + RingLayout.COMPLETED_NANOS_OFFSET, 0);
        slots.putInt(slot + RingLayout.HANDLE_OFFSET, -1);
        slots.put(slot + RingLayout.KIND_OFFSET, ElementCodes.codeOf(element.getKind()));
        slots.put(slot + RingLayout.OPERATION_OFFSET, ElementCodes.codeOf(element.getOperation()));
        slots.put(slot + RingLayout.TRAFFIC_CLASS_OFFSET, (byte) element.getTrafficClass());
        slots.put(
                slot + RingLayout.FLAGS_OFFSET,
                (byte) (element.getRelaxedOrdering() ? RingLayout.RELAXED_ORDERING_FLAG : 0));
        slots.put(slot + RingLayout.STATE_OFFSET, SlotState.DEFERRED.code());
        slots.put(slot + RingLayout.REQUESTED_PRIORITY_OFFSET, (byte) -1);
        slots.put(slot + RingLayout.APPLIED_PRIORITY_OFFSET, (byte) -1);
        return head++;
    }

    /**
     * Takes the oldest deferred element into the device.
     *
     * @return its position
     * @throws IllegalStateException if nothing is deferred
     */
    public long admit() {
        if (admitted == head) {
            throw new IllegalStateException("nothing is deferred: admitted=" + admitted);
        }
        setState(admitted, SlotState.QUEUED);
        return admitted++;
    }

    /** Notes that a queued element went into service. */
    public void startService(long position, long nowNanos, int appliedPriority) {
        requireState(position, SlotState.QUEUED);
        int slot = slotOf(position);
        slots.putLong(slot + RingLayout.SERVICE_START_NANOS_OFFSET, nowNanos);
        slots.put(slot + RingLayout.APPLIED_PRIORITY_OFFSET, (byte) appliedPriority);
        setState(position, SlotState.IN_SERVICE);
    }

    /** Completes an element in service. It joins the history once all earlier ones have. */
    public void complete(long position, long nowNanos) {
        requireState(position, SlotState.IN_SERVICE);
        slots.putLong(slotOf(position) + RingLayout.COMPLETED_NANOS_OFFSET, nowNanos);
        setState(position, SlotState.COMPLETED);
        while (completed < admitted && state(completed) == SlotState.COMPLETED) {
            completed++;
        }
    }

    /**
     * Moves to another capacity, keeping all that is pending and as much of the newest history as
     * fits.
     *
     * @throws IllegalArgumentException if pending elements would not fit
     */
    public void resize(int newCapacity) {
        requireCapacity(newCapacity);
        if (pendingCount() > newCapacity) {
            throw new IllegalArgumentException(
                    "capacity would lose pending elements: capacity="
                            + newCapacity
                            + ", pending="
                            + pendingCount());
        }
        ByteBuffer target = RingLayout.allocate(newCapacity);
        long newTail = Math.max(tail, head - newCapacity);
        for (long position = newTail; position < head; position++) {
            int to = (int) (position & (newCapacity - 1)) * SLOT_BYTES;
            target.put(to, slots, slotOf(position), SLOT_BYTES);
        }
        slots = target;
        mask = newCapacity - 1;
        tail = newTail;
    }

    public long arrivalNanos(long position) {
        return slots.getLong(slotOf(position) + RingLayout.ARRIVAL_NANOS_OFFSET);
    }

    public long address(long position) {
        return slots.getLong(slotOf(position) + RingLayout.ADDRESS_OFFSET);
    }

    public long lengthBytes(long position) {
        return slots.getLong(slotOf(position) + RingLayout.LENGTH_BYTES_OFFSET);
    }

    public long orderingDomain(long position) {
        return slots.getLong(slotOf(position) + RingLayout.ORDERING_DOMAIN_OFFSET);
    }

    public long correlationId(long position) {
        return slots.getLong(slotOf(position) + RingLayout.CORRELATION_ID_OFFSET);
    }

    /** When service began; 0 before. */
    public long serviceStartNanos(long position) {
        return slots.getLong(slotOf(position) + RingLayout.SERVICE_START_NANOS_OFFSET);
    }

    /** When the element completed; 0 before. */
    public long completedNanos(long position) {
        return slots.getLong(slotOf(position) + RingLayout.COMPLETED_NANOS_OFFSET);
    }

    public ElementKind kind(long position) {
        return ElementCodes.kindOf(slots.get(slotOf(position) + RingLayout.KIND_OFFSET));
    }

    public Operation operation(long position) {
        return ElementCodes.operationOf(slots.get(slotOf(position) + RingLayout.OPERATION_OFFSET));
    }

    public int trafficClass(long position) {
        return slots.get(slotOf(position) + RingLayout.TRAFFIC_CLASS_OFFSET);
    }

    public boolean relaxedOrdering(long position) {
        return (flags(position) & RingLayout.RELAXED_ORDERING_FLAG) != 0;
    }

    public boolean servedFromPrefetch(long position) {
        return (flags(position) & RingLayout.FROM_PREFETCH_FLAG) != 0;
    }

    public void markServedFromPrefetch(long position) {
        slots.put(
                slotOf(position) + RingLayout.FLAGS_OFFSET,
                (byte) (flags(position) | RingLayout.FROM_PREFETCH_FLAG));
    }

    public SlotState state(long position) {
        return SlotState.of(slots.get(slotOf(position) + RingLayout.STATE_OFFSET));
    }

    /** Priority of the newest tag; -1 where none came. */
    public int requestedPriority(long position) {
        return slots.get(slotOf(position) + RingLayout.REQUESTED_PRIORITY_OFFSET);
    }

    public void setRequestedPriority(long position, int priority) {
        slots.put(slotOf(position) + RingLayout.REQUESTED_PRIORITY_OFFSET, (byte) priority);
    }

    /** Priority the element has in the queue and keeps in service; -1 before it was set. */
    public int appliedPriority(long position) {
        return slots.get(slotOf(position) + RingLayout.APPLIED_PRIORITY_OFFSET);
    }

    public void setAppliedPriority(long position, int priority) {
        slots.put(slotOf(position) + RingLayout.APPLIED_PRIORITY_OFFSET, (byte) priority);
    }

    /** What the owner of the ring keeps about the element elsewhere; -1 at first. */
    public int handle(long position) {
        return slots.getInt(slotOf(position) + RingLayout.HANDLE_OFFSET);
    }

    public void setHandle(long position, int handle) {
        slots.putInt(slotOf(position) + RingLayout.HANDLE_OFFSET, handle);
    }

    private int flags(long position) {
        return slots.get(slotOf(position) + RingLayout.FLAGS_OFFSET);
    }

    private void setState(long position, SlotState state) {
        slots.put(slotOf(position) + RingLayout.STATE_OFFSET, state.code());
    }

    private void requireState(long position, SlotState expected) {
        if (!holds(position) || state(position) != expected) {
            throw new IllegalStateException(
                    "element is not " + expected + ": position=" + position + ", ring=" + this);
        }
    }

    private int slotOf(long position) {
        return (int) (position & mask) * SLOT_BYTES;
    }

    private static void requireCapacity(int capacity) {
        if (capacity < 1 || capacity > RingLayout.MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity is not a power of two up to "
                            + RingLayout.MAX_CAPACITY
                            + ": capacity="
                            + capacity);
        }
    }

    @Override
    public String toString() {
        return "CircularBuffer{tail="
                + tail
                + ", completed="
                + completed
                + ", admitted="
                + admitted
                + ", head="
                + head
                + ", capacity="
                + capacity()
                + '}';
    }
}

package io.forebay.gateway.ring;

import io.forebay.schemas.TrafficElement;

/**
 * The elements of one I/O function in the order of their arrival: first the completed history, then
 * what is pending. A position is the element's sequence number and never reused; four of them
 * divide the ring:
 *
 * <pre>
 *   tail <= completed <= admitted <= head <= tail + capacity
 *   [tail, completed)      history: every element completed, or lost in a reset
 *   [completed, admitted)  in the device: queued, in service, or completed before an earlier one
 *   [admitted, head)       in the guest's submission queue, for want of buffer space
 * </pre>
 *
 * An append to a full ring overwrites the oldest of the history, never a pending element. Elements
 * live in fixed slots as {@link RingLayout} says, on the heap or in a mapped file that another
 * process can read at any time ({@link RingReader}). In a file, what an earlier life of the gateway
 * left is older than all of this and overwritten first.
 *
 * <p>One thread writes and uses the methods here.
 */
public final class CircularBuffer extends RingElements {
    /** Answer of {@link #append} where every slot is pending. */
    public static final long FULL = -1;

    private final RingStorage storage;

    private int mask;
    private int generation;
    private boolean isLogging = true;
    private boolean isInStorage = true;
    private long tail;
    private long completed;
    private long admitted;
    private long head;

    /**
     * Makes an empty ring on the heap.
     *
     * @param capacity slots, a power of two up to {@link RingLayout#MAX_CAPACITY}
     */
    public CircularBuffer(int capacity) {
        this(RingStorage.HEAP, heap(capacity), capacity, 0, 1);
    }

    /**
     * Goes on with memory that may hold entries of earlier lives.
     *
     * @param base one past the newest of them
     */
    CircularBuffer(
            RingStorage storage, RingMemory memory, int capacity, long base, int generation) {
        super(base, new RingSlots(memory, capacity));
        this.storage = storage;
        this.generation = generation;
        mask = capacity - 1;
        storeHeader(memory);
    }

    /** A ring for whose storage there is no room yet: on the heap until a resize finds some. */
    static CircularBuffer withoutStorage(RingStorage storage, int capacity, int generation) {
        var ring = new CircularBuffer(storage, heap(capacity), capacity, 0, generation);
        ring.isInStorage = false;
        return ring;
    }

    private static RingMemory heap(int capacity) {
        requireCapacity(capacity);
        return RingMemory.onHeap(capacity);
    }

    private void storeHeader(RingMemory memory) {
        memory.putInt(RingLayout.GENERATION_OFFSET, generation);
        RingHeader.Log log = isLogging ? RingHeader.Log.ON : RingHeader.Log.OFF;
        memory.putInt(RingLayout.LOG_OFFSET, log.code());
        memory.putLong(RingLayout.TAIL_OFFSET, base + tail);
        memory.putLong(RingLayout.COMPLETED_OFFSET, base + completed);
        memory.putLong(RingLayout.ADMITTED_OFFSET, base + admitted);
        memory.putLong(RingLayout.HEAD_OFFSET, base + head);
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
        return append(element, -1);
    }

    /**
     * Appends an element as deferred, with the priority it is to be queued with.
     *
     * @return its position, or {@link #FULL}
     * @throws IllegalArgumentException if the element's sequence is not the head
     */
    public long append(TrafficElement element, int appliedPriority) {
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
            slots.memory().putLong(RingLayout.TAIL_OFFSET, base + tail);
        }
        int status = RingStatus.withAppliedPriority(RingStatus.INITIAL, appliedPriority);
        slots.write(base + head, generation, element, status, isLogging);
        head++;
        slots.memory().putLong(RingLayout.HEAD_OFFSET, base + head);
        return head - 1;
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
        long position = admitted++;
        slots.memory().putLong(RingLayout.ADMITTED_OFFSET, base + admitted);
        return position;
    }

    /** Notes that a queued element went into service. */
    public void startService(long position, long nowNanos, int appliedPriority) {
        int status = requireState(position, SlotState.QUEUED);
        slots.setWord(base + position, RingLayout.SERVICE_START_NANOS_OFFSET, nowNanos);
        slots.setStatus(
                base + position,
                RingStatus.withState(
                        RingStatus.withAppliedPriority(status, appliedPriority),
                        SlotState.IN_SERVICE));
    }

    /** Completes an element in service. It joins the history once all earlier ones have. */
    public void complete(long position, long nowNanos) {
        int status = requireState(position, SlotState.IN_SERVICE);
        slots.setWord(base + position, RingLayout.COMPLETED_NANOS_OFFSET, nowNanos);
        slots.setStatus(base + position, RingStatus.withState(status, SlotState.COMPLETED));
        if (position != completed) {
            return;
        }
        completed++;
        while (completed < admitted && state(completed) == SlotState.COMPLETED) {
            completed++;
        }
        slots.memory().putLong(RingLayout.COMPLETED_OFFSET, base + completed);
    }

    /**
     * Gives up all that is pending, which the ring keeps as it was until it is overwritten.
     *
     * @param newGeneration that of the elements to come
     */
    public void reset(int newGeneration) {
        generation = newGeneration;
        completed = head;
        admitted = head;
        storeHeader(slots.memory());
    }

    /** Whether elements that arrive from now on are to be seen by readers of the ring. */
    public void setLogging(boolean isOn) {
        isLogging = isOn;
        storeHeader(slots.memory());
    }

    public boolean isLogging() {
        return isLogging;
    }

    /** Whether the ring lies where it should; else there was no room, and it is on the heap. */
    public boolean isInStorage() {
        return isInStorage;
    }

    /**
     * Moves to another capacity, keeping all that is pending and as much of the newest history as
     * fits.
     *
     * @return false where there is no room for the new size: the ring is unchanged then
     * @throws IllegalArgumentException if pending elements would not fit
     */
    public boolean resize(int newCapacity) {
        requireCapacity(newCapacity);
        if (pendingCount() > newCapacity) {
            throw new IllegalArgumentException(
                    "capacity would lose pending elements: capacity="
                            + newCapacity
                            + ", pending="
                            + pendingCount());
        }
        RingMemory target = storage.prepare(newCapacity);
        if (target == null) {
            return false;
        }
        RingSlots moved = copyTo(target, newCapacity);
        if (!storage.replace(isInStorage ? slots.memory() : null, target)) {
            return false;
        }
        use(moved, newCapacity);
        isInStorage = true;
        return true;
    }

    /**
     * Grows even where there is no room in storage: then the ring goes on on the heap, out of sight
     * of readers, until a {@link #resize} finds room again.
     */
    public void growAnyhow(int newCapacity) {
        if (resize(newCapacity)) {
            return;
        }
        RingSlots moved = copyTo(RingMemory.onHeap(newCapacity), newCapacity);
        if (isInStorage) {
            storage.leave(slots.memory());
            isInStorage = false;
        }
        use(moved, newCapacity);
    }

    private RingSlots copyTo(RingMemory target, int newCapacity) {
        var moved = new RingSlots(target, newCapacity);
        long end = base + head;
        slots.copyTo(moved, end - Math.min(capacity(), newCapacity), end);
        storeHeader(target);
        target.putLong(RingLayout.TAIL_OFFSET, base + Math.max(tail, head - newCapacity));
        return moved;
    }

    private void use(RingSlots moved, int newCapacity) {
        slots = moved;
        mask = newCapacity - 1;
        tail = Math.max(tail, head - newCapacity);
    }

    public SlotState state(long position) {
        SlotState state = RingStatus.state(slots.status(base + position));
        return state != SlotState.COMPLETED && position < completed ? SlotState.LOST : state;
    }

    private void setState(long position, SlotState state) {
        slots.setStatus(
                base + position, RingStatus.withState(slots.status(base + position), state));
    }

    /** The element's status. */
    private int requireState(long position, SlotState expected) {
        int status = slots.status(base + position);
        if (position < completed
                || position >= head
                || RingStatus.stateCode(status) != expected.code()) {
            throw new IllegalStateException(
                    "element is not " + expected + ": position=" + position + ", ring=" + this);
        }
        return status;
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

package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;

/** The fields of the elements of a {@link CircularBuffer}, by position. One thread. */
abstract class RingElements {
    /** Serial of the element with sequence 0: entries of earlier lives come before it. */
    final long base;

    RingSlots slots;

    RingElements(long base, RingSlots slots) {
        this.base = base;
        this.slots = slots;
    }

    public long arrivalNanos(long position) {
        return slots.word(base + position, RingLayout.ARRIVAL_NANOS_OFFSET);
    }

    public long address(long position) {
        return slots.word(base + position, RingLayout.ADDRESS_OFFSET);
    }

    public long lengthBytes(long position) {
        return slots.word(base + position, RingLayout.LENGTH_BYTES_OFFSET);
    }

    public long orderingDomain(long position) {
        return slots.word(base + position, RingLayout.ORDERING_DOMAIN_OFFSET);
    }

    public long correlationId(long position) {
        return slots.word(base + position, RingLayout.CORRELATION_ID_OFFSET);
    }

    /** When service began; 0 before. */
    public long serviceStartNanos(long position) {
        return slots.word(base + position, RingLayout.SERVICE_START_NANOS_OFFSET);
    }

    /** When the element completed; 0 before. */
    public long completedNanos(long position) {
        return slots.word(base + position, RingLayout.COMPLETED_NANOS_OFFSET);
    }

    public ElementKind kind(long position) {
        return RingTraits.kind(traits(position));
    }

    public Operation operation(long position) {
        return RingTraits.operation(traits(position));
    }

    public int trafficClass(long position) {
        return RingTraits.trafficClass(traits(position));
    }

    public boolean relaxedOrdering(long position) {
        return RingTraits.relaxedOrdering(traits(position));
    }

    private long traits(long position) {
        return slots.word(base + position, RingLayout.TRAITS_OFFSET);
    }

    public boolean servedFromPrefetch(long position) {
        return RingStatus.servedFromPrefetch(slots.status(base + position));
    }

    public void markServedFromPrefetch(long position) {
        slots.setStatus(
                base + position, RingStatus.withServedFromPrefetch(slots.status(base + position)));
    }

    /** Priority of the newest tag; -1 where none came. */
    public int requestedPriority(long position) {
        return RingStatus.requestedPriority(slots.status(base + position));
    }

    public void setRequestedPriority(long position, int priority) {
        slots.setStatus(
                base + position,
                RingStatus.withRequestedPriority(slots.status(base + position), priority));
    }

    /** Priority the element has in the queue and keeps in service; -1 before it was set. */
    public int appliedPriority(long position) {
        return RingStatus.appliedPriority(slots.status(base + position));
    }

    public void setAppliedPriority(long position, int priority) {
        slots.setStatus(
                base + position,
                RingStatus.withAppliedPriority(slots.status(base + position), priority));
    }

    /** What the owner of the ring keeps about the element elsewhere; -1 at first. */
    public int handle(long position) {
        return slots.handle(base + position);
    }

    public void setHandle(long position, int handle) {
        slots.setHandle(base + position, handle);
    }
}

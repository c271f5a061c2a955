package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;

/** A completed element as its ring remembers it. */
public record CompletedElement(
        long sequence,
        long arrivalNanos,
        long serviceStartNanos,
        long completedNanos,
        ElementKind kind,
        Operation operation,
        long address,
        long lengthBytes,
        int requestedPriority,
        int appliedPriority,
        boolean servedFromPrefetch) {
    /** Copies a completed element out of a ring. */
    public static CompletedElement of(CircularBuffer ring, long position) {
        if (!ring.holds(position) || ring.state(position) != SlotState.COMPLETED) {
            throw new IllegalArgumentException(
                    "no completed element is held there: position=" + position + ", ring=" + ring);
        }
        return new CompletedElement(
                position,
                ring.arrivalNanos(position),
                ring.serviceStartNanos(position),
                ring.completedNanos(position),
                ring.kind(position),
                ring.operation(position),
                ring.address(position),
                ring.lengthBytes(position),
                ring.requestedPriority(position),
                ring.appliedPriority(position),
                ring.servedFromPrefetch(position));
    }
}

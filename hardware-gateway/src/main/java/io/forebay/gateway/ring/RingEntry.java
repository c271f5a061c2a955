package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;

/**
 * One slot of a ring as a reader found it. Of a torn one only serial and state mean anything.
 *
 * @param serial counts the entries of the ring over all generations
 * @param generation of the function domain when the element arrived
 * @param sequence of the element in its function; starts at 0 again with each start of the gateway
 * @param serviceStartNanos 0 before service
 * @param completedNanos 0 before completion
 * @param requestedPriority -1 where no tag came
 * @param appliedPriority -1 before it was set
 */
public record RingEntry(
        long serial,
        State state,
        int generation,
        long sequence,
        long arrivalNanos,
        long serviceStartNanos,
        long completedNanos,
        ElementKind kind,
        Operation operation,
        long address,
        long lengthBytes,
        long orderingDomain,
        long correlationId,
        int trafficClass,
        boolean relaxedOrdering,
        int requestedPriority,
        int appliedPriority,
        boolean servedFromPrefetch) {

    /** What a slot holds. */
    public enum State {
        /** Pending in the guest's submission queue. */
        DEFERRED,
        /** Pending in the device's queue. */
        QUEUED,
        /** Pending in service. */
        IN_SERVICE,
        COMPLETED,
        /** Being written, or cut off while it was. */
        TORN;

        /** Whether the element had not completed. */
        public boolean isPending() {
            return this == DEFERRED || this == QUEUED || this == IN_SERVICE;
        }

        static State of(SlotState state) {
            return switch (state) {
                case DEFERRED -> DEFERRED;
                case QUEUED -> QUEUED;
                case IN_SERVICE -> IN_SERVICE;
                case COMPLETED -> COMPLETED;
                case LOST -> throw new IllegalArgumentException("never stored: state=" + state);
            };
        }
    }

    /** An entry that cannot be read. */
    static RingEntry torn(long serial) {
        return new RingEntry(
                serial,
                State.TORN,
                0,
                0,
                0,
                0,
                0,
                ElementKind.UNKNOWN,
                Operation.UNKNOWN,
                0,
                0,
                0,
                0,
                0,
                false,
                -1,
                -1,
                false);
    }
}

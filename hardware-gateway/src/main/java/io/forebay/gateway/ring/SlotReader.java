package io.forebay.gateway.ring;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads slots of a ring that another thread or process may be writing. Takes no lock: a copy counts
 * only if the slot's stamp was the same before and after, and if its checksums fit. Never blocks
 * the writer; gives up on a slot that stays unreadable, as it does when its writer was killed.
 * Stateless but for the memory; any thread.
 */
final class SlotReader {
    /* A writer needs some tens of nanoseconds for a slot, unless it is descheduled in between. */
    private static final int TRIES = 200;
    private static final int TRIES_BEFORE_PAUSING = 100;
    private static final long PAUSE_NANOS = 20_000;

    private final RingMemory memory;
    private final int capacity;
    private final int tries;

    SlotReader(RingMemory memory, int capacity) {
        this(memory, capacity, TRIES);
    }

    /**
     * @param tries times that a slot is looked at before it is given up as torn
     */
    SlotReader(RingMemory memory, int capacity, int tries) {
        this.memory = memory;
        this.capacity = capacity;
        this.tries = tries;
    }

    /** The slot's stamp now. */
    long stamp(int index) {
        return memory.getLong(offset(index));
    }

    /** Reads a slot; null where it is empty, or its entry is not logged. */
    RingEntry read(int index) {
        int slot = offset(index);
        long stamp = 0;
        for (int attempt = 0; attempt < tries; attempt++) {
            if (attempt > TRIES_BEFORE_PAUSING) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            stamp = memory.getLong(slot);
            int code = RingLayout.codeOf(stamp);
            if (code == RingLayout.EMPTY || code == RingLayout.NOT_LOGGED) {
                return null;
            }
            if (code == RingLayout.WRITTEN) {
                RingMemory.loadFence();
                RingEntry entry = copy(index, slot, RingLayout.serialOf(stamp));
                RingMemory.loadFence();
                if (entry != null && memory.getLong(slot) == stamp) {
                    return entry;
                }
            }
            Thread.onSpinWait();
        }
        return RingEntry.torn(RingLayout.serialOf(stamp));
    }

    /** A copy, or null where its words do not belong together. */
    private RingEntry copy(int index, int slot, long serial) {
        // The status first: the times it vouches for were stored before it.
        long statusWord = memory.getLong(slot + RingLayout.STATUS_OFFSET);
        RingMemory.loadFence();
        int status = (int) statusWord;
        long sequence = memory.getLong(slot + RingLayout.SEQUENCE_OFFSET);
        long arrivalNanos = memory.getLong(slot + RingLayout.ARRIVAL_NANOS_OFFSET);
        long address = memory.getLong(slot + RingLayout.ADDRESS_OFFSET);
        long lengthBytes = memory.getLong(slot + RingLayout.LENGTH_BYTES_OFFSET);
        long orderingDomain = memory.getLong(slot + RingLayout.ORDERING_DOMAIN_OFFSET);
        long correlationId = memory.getLong(slot + RingLayout.CORRELATION_ID_OFFSET);
        long traits = memory.getLong(slot + RingLayout.TRAITS_OFFSET);
        long startNanos = memory.getLong(slot + RingLayout.SERVICE_START_NANOS_OFFSET);
        long endNanos = memory.getLong(slot + RingLayout.COMPLETED_NANOS_OFFSET);
        int descriptor =
                RingChecksum.ofDescriptor(
                        serial,
                        sequence,
                        arrivalNanos,
                        address,
                        lengthBytes,
                        orderingDomain,
                        correlationId,
                        traits);
        int code = RingStatus.stateCode(status);
        boolean fits =
                (serial & (capacity - 1)) == index
                        && descriptor == memory.getInt(slot + RingLayout.DESCRIPTOR_CHECKSUM_OFFSET)
                        && SlotState.isStored(code)
                        && (int) (statusWord >>> 32)
                                == RingChecksum.ofStatus(descriptor, status, startNanos, endNanos);
        if (!fits) {
            return null;
        }
        ElementKind kind;
        Operation operation;
        try {
            kind = RingTraits.kind(traits);
            operation = RingTraits.operation(traits);
        } catch (IllegalArgumentException e) {
            return null; // A newer version knows more codes.
        }
        return new RingEntry(
                serial,
                RingEntry.State.of(SlotState.of(code)),
                RingTraits.generation(traits),
                sequence,
                arrivalNanos,
                code >= SlotState.IN_SERVICE.code() ? startNanos : 0,
                code >= SlotState.COMPLETED.code() ? endNanos : 0,
                kind,
                operation,
                address,
                lengthBytes,
                orderingDomain,
                correlationId,
                RingTraits.trafficClass(traits),
                RingTraits.relaxedOrdering(traits),
                RingStatus.requestedPriority(status),
                RingStatus.appliedPriority(status),
                RingStatus.servedFromPrefetch(status));
    }

    private int offset(int index) {
        return RingLayout.HEADER_BYTES + index * RingLayout.SLOT_BYTES;
    }
}

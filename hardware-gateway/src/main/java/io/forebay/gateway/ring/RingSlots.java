package io.forebay.gateway.ring;

import static io.forebay.gateway.ring.RingLayout.HEADER_BYTES;
import static io.forebay.gateway.ring.RingLayout.SLOT_BYTES;

import io.forebay.schemas.TrafficElement;

/**
 * The slots of a ring as its writer uses them, and the order in which they are written, so that the
 * writer may be killed between any two stores. An entry is known by its serial, which counts the
 * entries of the ring over all generations and names the slot.
 *
 * <ul>
 *   <li>A new entry: the stamp says "being written", then come descriptor, checksum and status,
 *       then the stamp says "written". Only between these two stamps is the slot torn, and it held
 *       the oldest completed entry before.
 *   <li>A change of state: first the time that belongs to it, which no earlier state vouches for,
 *       then the status word with its checksum, in one store. The entry is readable throughout.
 *   <li>An entry that is not to be logged lies in memory of its own on the heap; its slot here is
 *       wiped and its stamp says "not logged".
 * </ul>
 *
 * One thread.
 */
final class RingSlots {
    private final RingMemory memory;
    private final int mask;

    /** Entries that are not logged, at the same offsets; null where there are none. */
    private RingMemory unlogged;

    private long lastUnloggedSerial = -1;

    RingSlots(RingMemory memory, int capacity) {
        this.memory = memory;
        this.mask = capacity - 1;
    }

    RingMemory memory() {
        return memory;
    }

    int capacity() {
        return mask + 1;
    }

    /** Writes an entry over the oldest one, with a status before service. */
    void write(long serial, int generation, TrafficElement element, int status, boolean isLogged) {
        int slot = offset(serial);
        memory.putLong(slot, RingLayout.stamp(serial, RingLayout.BEING_WRITTEN));
        RingMemory.storeFence();
        if (isLogged) {
            describe(memory, slot, serial, generation, element, status);
            if (unlogged != null && serial - mask > lastUnloggedSerial) {
                unlogged = null;
            }
        } else {
            if (unlogged == null) {
                unlogged = RingMemory.onHeap(mask + 1);
            }
            lastUnloggedSerial = serial;
            describe(unlogged, slot, serial, generation, element, status);
            wipe(slot);
        }
        RingMemory.storeFence();
        int code = isLogged ? RingLayout.WRITTEN : RingLayout.NOT_LOGGED;
        memory.putLong(slot, RingLayout.stamp(serial, code));
    }

    private static void describe(
            RingMemory memory,
            int slot,
            long serial,
            int generation,
            TrafficElement element,
            int status) {
        long sequence = element.getSequence();
        long arrivalNanos = element.getEventTimeNanos();
        long address = element.getAddress();
        long lengthBytes = element.getLengthBytes();
        long orderingDomain = element.getOrderingDomain();
        long correlationId = element.getCorrelationId();
        long traits = RingTraits.of(generation, element);
        memory.putLong(slot + RingLayout.SEQUENCE_OFFSET, sequence);
        memory.putLong(slot + RingLayout.ARRIVAL_NANOS_OFFSET, arrivalNanos);
        memory.putLong(slot + RingLayout.ADDRESS_OFFSET, address);
        memory.putLong(slot + RingLayout.LENGTH_BYTES_OFFSET, lengthBytes);
        memory.putLong(slot + RingLayout.ORDERING_DOMAIN_OFFSET, orderingDomain);
        memory.putLong(slot + RingLayout.CORRELATION_ID_OFFSET, correlationId);
        memory.putLong(slot + RingLayout.TRAITS_OFFSET, traits);
        int checksum =
                RingChecksum.ofDescriptor(
                        serial,
                        sequence,
                        arrivalNanos,
                        address,
                        lengthBytes,
                        orderingDomain,
                        correlationId,
                        traits);
        memory.putLong(
                slot + RingLayout.STATUS_OFFSET,
                statusWord(status, RingChecksum.ofStatus(checksum, status, 0, 0)));
        memory.putLong(slot + RingLayout.SERVICE_START_NANOS_OFFSET, 0);
        memory.putLong(slot + RingLayout.COMPLETED_NANOS_OFFSET, 0);
        memory.putInt(slot + RingLayout.DESCRIPTOR_CHECKSUM_OFFSET, checksum);
        memory.putInt(slot + RingLayout.HANDLE_OFFSET, -1);
    }

    private void wipe(int slot) {
        for (int field = Long.BYTES; field < SLOT_BYTES; field += Long.BYTES) {
            memory.putLong(slot + field, 0);
        }
    }

    int status(long serial) {
        int slot = offset(serial);
        return (int) memoryOf(slot).getLong(slot + RingLayout.STATUS_OFFSET);
    }

    void setStatus(long serial, int status) {
        int slot = offset(serial);
        RingMemory of = memoryOf(slot);
        int state = RingStatus.stateCode(status);
        long startNanos =
                state >= SlotState.IN_SERVICE.code()
                        ? of.getLong(slot + RingLayout.SERVICE_START_NANOS_OFFSET)
                        : 0;
        long endNanos =
                state >= SlotState.COMPLETED.code()
                        ? of.getLong(slot + RingLayout.COMPLETED_NANOS_OFFSET)
                        : 0;
        int checksum =
                RingChecksum.ofStatus(
                        of.getInt(slot + RingLayout.DESCRIPTOR_CHECKSUM_OFFSET),
                        status,
                        startNanos,
                        endNanos);
        RingMemory.storeFence();
        of.putLong(slot + RingLayout.STATUS_OFFSET, statusWord(status, checksum));
    }

    private static long statusWord(int status, int checksum) {
        return ((long) checksum << 32) | (status & 0xffff_ffffL);
    }

    long word(long serial, int field) {
        int slot = offset(serial);
        return memoryOf(slot).getLong(slot + field);
    }

    void setWord(long serial, int field, long value) {
        int slot = offset(serial);
        memoryOf(slot).putLong(slot + field, value);
    }

    int handle(long serial) {
        int slot = offset(serial);
        return memoryOf(slot).getInt(slot + RingLayout.HANDLE_OFFSET);
    }

    void setHandle(long serial, int handle) {
        int slot = offset(serial);
        memoryOf(slot).putInt(slot + RingLayout.HANDLE_OFFSET, handle);
    }

    /** Copies the entries from {@code fromSerial} on that are here, whatever their state. */
    void copyTo(RingSlots target, long fromSerial, long endSerial) {
        for (long serial = Math.max(0, fromSerial); serial < endSerial; serial++) {
            int from = offset(serial);
            long stamp = memory.getLong(from);
            if (RingLayout.serialOf(stamp) != serial
                    || RingLayout.codeOf(stamp) == RingLayout.EMPTY) {
                continue; // A ring that has been larger or smaller has holes.
            }
            int to = target.offset(serial);
            copyWords(memory, from, target.memory, to);
            if (RingLayout.codeOf(stamp) == RingLayout.NOT_LOGGED && unlogged != null) {
                if (target.unlogged == null) {
                    target.unlogged = RingMemory.onHeap(target.capacity());
                }
                copyWords(unlogged, from, target.unlogged, to);
                target.lastUnloggedSerial = serial;
            }
        }
    }

    private static void copyWords(RingMemory source, int from, RingMemory target, int to) {
        for (int field = 0; field < SLOT_BYTES; field += Long.BYTES) {
            target.putLong(to + field, source.getLong(from + field));
        }
    }

    private RingMemory memoryOf(int slot) {
        return unlogged == null || RingLayout.codeOf(memory.getLong(slot)) != RingLayout.NOT_LOGGED
                ? memory
                : unlogged;
    }

    int offset(long serial) {
        return HEADER_BYTES + (int) (serial & mask) * SLOT_BYTES;
    }
}

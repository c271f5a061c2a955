package io.forebay.gateway.ring;

import java.nio.charset.StandardCharsets;

/**
 * What the header of a ring says at one moment. Positions count entries over the file's whole life;
 * after a crash they may be one entry behind the slots.
 *
 * @param createdNanos wall clock when the function's ring was first made
 * @param capacity slots
 * @param generation number of the newest reset of the function domain, from 1 at the first start
 * @param head one past the newest entry
 * @param admitted one past the newest entry that the device took in
 * @param completed one past the newest entry of the history
 * @param tail oldest entry of this life of the gateway
 */
public record RingHeader(
        String functionId,
        long createdNanos,
        int capacity,
        int generation,
        Log log,
        long head,
        long admitted,
        long completed,
        long tail) {

    /** Whether what arrives is logged. Codes are frozen. */
    public enum Log {
        OFF(0),
        ON(1),
        /** For want of room on the file system the ring goes on in the process's memory. */
        NO_ROOM(2),
        /** A file of another size has taken this one's place. */
        REPLACED(3);

        private static final Log[] BY_CODE = {OFF, ON, NO_ROOM, REPLACED};

        private final int code;

        Log(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Log of(int code) {
            return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : OFF;
        }
    }

    /** Writes the part that does not change. */
    static void describe(RingMemory memory, byte[] id, int capacity, long createdNanos) {
        memory.putInt(RingLayout.VERSION_OFFSET, RingLayout.VERSION);
        memory.putInt(RingLayout.SLOT_BYTES_OFFSET, RingLayout.SLOT_BYTES);
        memory.putInt(RingLayout.SLOT_COUNT_OFFSET, capacity);
        memory.putInt(RingLayout.ID_BYTES_OFFSET, id.length);
        memory.putLong(RingLayout.CREATED_NANOS_OFFSET, createdNanos);
        memory.buffer().put(RingLayout.ID_OFFSET, id);
        memory.putLong(RingLayout.MAGIC_OFFSET, RingLayout.MAGIC);
        memory.putInt(RingLayout.HEADER_CHECKSUM_OFFSET, RingChecksum.ofHeader(memory));
    }

    /**
     * Reads the header of a ring.
     *
     * @throws RingDamagedException when it is none, or of another version, or does not fit the
     *     memory
     */
    static RingHeader read(RingMemory memory, long sizeBytes) throws RingDamagedException {
        if (sizeBytes < RingLayout.HEADER_BYTES) {
            throw new RingDamagedException("shorter than a header: bytes=" + sizeBytes);
        }
        if (memory.getLong(RingLayout.MAGIC_OFFSET) != RingLayout.MAGIC) {
            throw new RingDamagedException("not a ring file");
        }
        int version = memory.getInt(RingLayout.VERSION_OFFSET);
        if (version != RingLayout.VERSION) {
            throw new RingDamagedException(
                    "layout is not known: version=" + version + ", known=" + RingLayout.VERSION);
        }
        if (memory.getInt(RingLayout.HEADER_CHECKSUM_OFFSET) != RingChecksum.ofHeader(memory)) {
            throw new RingDamagedException("header is damaged: its checksum does not fit");
        }
        int capacity = memory.getInt(RingLayout.SLOT_COUNT_OFFSET);
        int idBytes = memory.getInt(RingLayout.ID_BYTES_OFFSET);
        boolean fits =
                memory.getInt(RingLayout.SLOT_BYTES_OFFSET) == RingLayout.SLOT_BYTES
                        && Integer.bitCount(capacity) == 1
                        && capacity > 0
                        && capacity <= RingLayout.MAX_CAPACITY
                        && idBytes >= 0
                        && idBytes <= RingLayout.MAX_ID_BYTES
                        && sizeBytes == RingLayout.fileBytes(capacity);
        if (!fits) {
            throw new RingDamagedException(
                    "header does not fit the file: slots=" + capacity + ", bytes=" + sizeBytes);
        }
        byte[] id = new byte[idBytes];
        memory.buffer().get(RingLayout.ID_OFFSET, id);
        return new RingHeader(
                new String(id, StandardCharsets.UTF_8),
                memory.getLong(RingLayout.CREATED_NANOS_OFFSET),
                capacity,
                memory.getInt(RingLayout.GENERATION_OFFSET),
                Log.of(memory.getInt(RingLayout.LOG_OFFSET)),
                memory.getLong(RingLayout.HEAD_OFFSET),
                memory.getLong(RingLayout.ADMITTED_OFFSET),
                memory.getLong(RingLayout.COMPLETED_OFFSET),
                memory.getLong(RingLayout.TAIL_OFFSET));
    }
}

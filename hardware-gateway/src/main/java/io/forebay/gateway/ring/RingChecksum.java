package io.forebay.gateway.ring;

/**
 * Checksums of a slot: 32 bits of a multiply and xor-shift chain over its words. They tell an entry
 * whose words belong together from one that was torn, and are no defence against intent.
 */
final class RingChecksum {
    /* Odd, with bits spread evenly: 2^64 over the golden ratio. */
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final long SEED = 0x466f7265626179L;

    private RingChecksum() {}

    /** Of what an entry says about its element, and of its place. */
    static int ofDescriptor(
            long serial,
            long sequence,
            long arrivalNanos,
            long address,
            long lengthBytes,
            long orderingDomain,
            long correlationId,
            long traits) {
        // Two chains, which the processor works on at the same time.
        long first = mix(SEED, serial);
        long second = mix(SEED + 1, sequence);
        first = mix(first, arrivalNanos);
        second = mix(second, address);
        first = mix(first, lengthBytes);
        second = mix(second, orderingDomain);
        first = mix(first, correlationId);
        second = mix(second, traits);
        return fold(mix(first, Long.rotateLeft(second, 32)));
    }

    /** Of the whole entry: the descriptor's checksum, the status, and the times it vouches for. */
    static int ofStatus(int descriptor, int status, long serviceStartNanos, long completedNanos) {
        long sum = mix(SEED, ((long) descriptor << 32) | (status & 0xffff_ffffL));
        int state = RingStatus.stateCode(status);
        if (state >= SlotState.IN_SERVICE.code()) {
            sum = mix(sum, serviceStartNanos);
        }
        if (state >= SlotState.COMPLETED.code()) {
            sum = mix(sum, completedNanos);
        }
        return fold(sum);
    }

    /** Of the part of a header that does not change. */
    static int ofHeader(RingMemory memory) {
        long sum = SEED;
        for (int offset = 0; offset < RingLayout.HEADER_CHECKSUM_OFFSET; offset += Long.BYTES) {
            sum = mix(sum, memory.getLong(offset));
        }
        for (int offset = RingLayout.ID_OFFSET;
                offset < RingLayout.HEADER_BYTES;
                offset += Long.BYTES) {
            sum = mix(sum, memory.getLong(offset));
        }
        return fold(sum);
    }

    private static long mix(long sum, long word) {
        long product = (sum ^ word) * MULTIPLIER;
        return product ^ (product >>> 32);
    }

    private static int fold(long sum) {
        return (int) ((sum * MULTIPLIER) >>> 32);
    }
}

package io.forebay.traces.ethernet;

/**
 * Stable 48-bit flow numbers: the same in every run and on every machine, and equal but for the
 * lowest bit in the two directions of a flow.
 */
final class FlowHash {
    private static final long FLOW_MASK = (1L << 47) - 1;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private FlowHash() {}

    /** Hash of one end of a flow: its address bytes and port. */
    static long endpoint(byte[] data, int offset, int length, int port) {
        long hash = mix(port + 1L);
        int index = offset;
        int left = length;
        while (left > 0) {
            long word = 0;
            int count = Math.min(left, 8);
            for (int i = 0; i < count; i++) {
                word = word << 8 | Bytes.u8(data, index + i);
            }
            hash = mix(hash ^ word * MULTIPLIER);
            index += count;
            left -= count;
        }
        return hash;
    }

    /**
     * The flow from {@code source} to {@code destination}; {@code kind} tells flows of the two
     * apart.
     */
    static long directed(long source, long destination, long kind) {
        boolean isSwapped = Long.compareUnsigned(source, destination) > 0;
        long low = isSwapped ? destination : source;
        long high = isSwapped ? source : destination;
        long hash = mix(mix(low * MULTIPLIER + kind) ^ high);
        return (hash & FLOW_MASK) << 1 | (isSwapped ? 1 : 0);
    }

    /** Finalizer of MurmurHash3. */
    static long mix(long value) {
        long mixed = value;
        mixed ^= mixed >>> 33;
        mixed *= 0xff51afd7ed558ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}

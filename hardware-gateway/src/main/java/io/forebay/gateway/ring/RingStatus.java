package io.forebay.gateway.ring;

/**
 * The half word of a slot that changes after the entry was published: state, requested and applied
 * priority, flags, a byte each. It is stored together with its checksum in one word, so a change is
 * there or not, never half.
 */
final class RingStatus {
    /** Bit of the flags: a read that needed no storage transfer. */
    private static final int FROM_PREFETCH = 1 << 24;

    /** Deferred, with neither a requested nor an applied priority. */
    static final int INITIAL = 0x00ffff00;

    private RingStatus() {}

    static SlotState state(int status) {
        return SlotState.of(stateCode(status));
    }

    static int stateCode(int status) {
        return status & 0xff;
    }

    static int requestedPriority(int status) {
        return (byte) (status >> 8);
    }

    static int appliedPriority(int status) {
        return (byte) (status >> 16);
    }

    static boolean servedFromPrefetch(int status) {
        return (status & FROM_PREFETCH) != 0;
    }

    static int withState(int status, SlotState state) {
        return (status & ~0xff) | state.code();
    }

    static int withRequestedPriority(int status, int priority) {
        return (status & ~0xff00) | ((priority & 0xff) << 8);
    }

    static int withAppliedPriority(int status, int priority) {
        return (status & ~0xff0000) | ((priority & 0xff) << 16);
    }

    static int withServedFromPrefetch(int status) {
        return status | FROM_PREFETCH;
    }
}

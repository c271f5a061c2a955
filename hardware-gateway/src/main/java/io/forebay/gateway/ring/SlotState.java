package io.forebay.gateway.ring;

/** Where an element of a {@link CircularBuffer} stands. Codes are frozen. */
public enum SlotState {
    /** In the guest's submission queue: the device has no space for it yet. */
    DEFERRED(0),
    /** In the device's queue. */
    QUEUED(1),
    IN_SERVICE(2),
    COMPLETED(3),
    /** Was pending when the function domain was reset. Told from the positions, never stored. */
    LOST(4);

    private static final SlotState[] BY_CODE = {DEFERRED, QUEUED, IN_SERVICE, COMPLETED};

    private final byte code;

    SlotState(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static SlotState of(int code) {
        return BY_CODE[code];
    }

    static boolean isStored(int code) {
        return code < BY_CODE.length;
    }
}

package io.forebay.traces.capture;

import java.io.IOException;

/** Reads the packets of a capture file one by one; what cannot be read becomes dead letters. */
interface PacketSource {

    /** Reads the next packet into {@code packet}; false at the end of what can be read. */
    boolean read(CapturedPacket packet) throws IOException;
}

package io.forebay.gateway.host;

import java.nio.ByteBuffer;

/** Ethernet frames with UDP over IPv4, made by hand. */
final class UdpFrames {
    private static final byte[] DESTINATION = {2, 0, 0, 0, 0, 2};
    private static final byte[] SOURCE = {2, 0, 0, 0, 0, 1};
    private static final int HEADERS_BYTES = 14 + 20 + 8;

    private UdpFrames() {}

    /**
     * A frame.
     *
     * @param lengthBytes of the whole frame without its VLAN tag, at least 42
     */
    static byte[] frame(int destinationPort, int lengthBytes) {
        return frame(destinationPort, lengthBytes, 0);
    }

    /** The same in a VLAN; 0 for none. */
    static byte[] frame(int destinationPort, int lengthBytes, int vlan) {
        int payload = lengthBytes - HEADERS_BYTES;
        ByteBuffer frame = ByteBuffer.allocate(lengthBytes + (vlan == 0 ? 0 : 4));
        frame.put(DESTINATION).put(SOURCE);
        if (vlan != 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        frame.putShort((short) 0x0800);
        int ip = frame.position();
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (28 + payload));
        frame.putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
        frame.put(new byte[] {10, 0, 0, 1}).put(new byte[] {10, 0, 0, 2});
        frame.putShort(ip + 10, checksum(frame, ip));
        frame.putShort((short) 40_000).putShort((short) destinationPort);
        frame.putShort((short) (8 + payload)).putShort((short) 0);
        return frame.array();
    }

    private static short checksum(ByteBuffer frame, int from) {
        int sum = 0;
        for (int i = from; i < from + 20; i += 2) {
            sum += Short.toUnsignedInt(frame.getShort(i));
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}

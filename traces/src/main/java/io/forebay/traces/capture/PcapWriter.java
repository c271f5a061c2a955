package io.forebay.traces.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes a pcap file with nanosecond time stamps, big-endian. One thread.
 *
 * <p>Raw TLPs go under the link type {@value #LINK_TYPE_USER0}.
 */
public final class PcapWriter implements Closeable {
    /** Ethernet frames. */
    public static final int LINK_TYPE_ETHERNET = LinkTypes.ETHERNET;

    /** The first link type for private use: raw TLPs. */
    public static final int LINK_TYPE_USER0 = LinkTypes.USER0;

    /** The last link type for private use: {@link DescriptorPacket}. */
    public static final int LINK_TYPE_USER15 = LinkTypes.USER15;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Latest time a packet can have, in the year 2106. */
    public static final long MAX_TIME_NANOS = 0xffff_ffffL * NANOS_PER_SECOND;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(24);

    /** Writes the file header; {@code out} is closed with the writer. */
    public PcapWriter(OutputStream out, int linkType) throws IOException {
        this.out = out;
        header.putInt((int) PcapSource.NANOSECOND_MAGIC)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(PcapSource.MAX_CAPTURED_BYTES)
                .putInt(linkType);
        out.write(header.array(), 0, header.position());
    }

    /**
     * Appends a whole packet.
     *
     * @param timeNanos since the Unix epoch, until the year 2106
     * @throws IllegalArgumentException when time or length do not fit the format
     */
    public void write(long timeNanos, byte[] packet) throws IOException {
        long seconds = Math.floorDiv(timeNanos, NANOS_PER_SECOND);
        if (seconds < 0
                || seconds > 0xffff_ffffL
                || packet.length > PcapSource.MAX_CAPTURED_BYTES) {
            throw new IllegalArgumentException(
                    "packet does not fit the format: timeNanos="
                            + timeNanos
                            + ", lengthBytes="
                            + packet.length);
        }
        header.clear()
                .putInt((int) seconds)
                .putInt((int) Math.floorMod(timeNanos, NANOS_PER_SECOND))
                .putInt(packet.length)
                .putInt(packet.length);
        out.write(header.array(), 0, header.position());
        out.write(packet);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

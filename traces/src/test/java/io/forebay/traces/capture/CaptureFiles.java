package io.forebay.traces.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds capture files byte by byte, apart from the code under test. */
public final class CaptureFiles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    public CaptureFiles(ByteOrder order) {
        this.order = order;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public int size() {
        return out.size();
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.rewind().get(bytes);
        return bytes;
    }

    private ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(order);
    }

    public CaptureFiles pcapHeader(long magic, int snapLength, int linkType) {
        ByteBuffer header = allocate(24).putInt((int) magic).putShort((short) 2);
        header.putShort((short) 4).putLong(0).putInt(snapLength).putInt(linkType);
        out.writeBytes(content(header));
        return this;
    }

    public CaptureFiles pcapRecord(long seconds, long fraction, int originalLength, byte[] data) {
        ByteBuffer record = allocate(16 + data.length).putInt((int) seconds).putInt((int) fraction);
        record.putInt(data.length).putInt(originalLength).put(data);
        out.writeBytes(content(record));
        return this;
    }

    /** A record of the format with the magic a1b2cd34. */
    public CaptureFiles modifiedRecord(long seconds, long fraction, byte[] data) {
        ByteBuffer record = allocate(24 + data.length).putInt((int) seconds).putInt((int) fraction);
        record.putInt(data.length).putInt(data.length).putInt(2).putInt(0).put(data);
        out.writeBytes(content(record));
        return this;
    }

    public CaptureFiles raw(byte[] data) {
        out.writeBytes(data);
        return this;
    }

    public CaptureFiles section() {
        ByteBuffer body = allocate(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0);
        return block(0x0a0d0d0a, content(body.putLong(-1)));
    }

    public CaptureFiles block(int type, byte[] body) {
        int length = 12 + (body.length + 3) / 4 * 4;
        ByteBuffer block = allocate(length).putInt(type).putInt(length).put(body);
        out.writeBytes(content(block.putInt(length - 4, length)));
        return this;
    }

    /** An interface with a name and, unless negative, a resolution option. */
    public CaptureFiles interfaceBlock(
            int linkType, int snapLength, int resolution, long offsetSeconds) {
        ByteBuffer body = allocate(8 + 8 + 8 + 12 + 4);
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        body.putShort((short) 2).putShort((short) 3);
        body.put("lo0".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        if (resolution >= 0) {
            body.putShort((short) 9).putShort((short) 1).put((byte) resolution).put(new byte[3]);
        }
        if (offsetSeconds != 0) {
            body.putShort((short) 14).putShort((short) 8).putLong(offsetSeconds);
        }
        body.putInt(0);
        byte[] used = new byte[body.position()];
        body.rewind().get(used);
        return block(1, used);
    }

    public CaptureFiles enhancedPacket(
            int interfaceId, long ticks, int originalLength, byte[] data) {
        ByteBuffer body = allocate(20 + (data.length + 3) / 4 * 4).putInt(interfaceId);
        body.putInt((int) (ticks >>> 32)).putInt((int) ticks);
        return block(6, content(body.putInt(data.length).putInt(originalLength).put(data)));
    }

    public CaptureFiles obsoletePacket(int interfaceId, long ticks, byte[] data) {
        ByteBuffer body = allocate(20 + (data.length + 3) / 4 * 4);
        body.putShort((short) interfaceId).putShort((short) 7);
        body.putInt((int) (ticks >>> 32)).putInt((int) ticks);
        return block(2, content(body.putInt(data.length).putInt(data.length).put(data)));
    }

    public CaptureFiles simplePacket(int originalLength, byte[] data) {
        ByteBuffer body = allocate(4 + (data.length + 3) / 4 * 4).putInt(originalLength);
        return block(3, content(body.put(data)));
    }
}

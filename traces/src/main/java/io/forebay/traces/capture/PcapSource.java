package io.forebay.traces.capture;

import io.forebay.traces.input.DeadLetterWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads libpcap files: both byte orders, microseconds and nanoseconds, and the "modified" format
 * (magic a1b2cd34) whose record headers are eight bytes longer.
 *
 * <p>The format has no marks between records. When a record header cannot be right, the next
 * {@value #RESYNC_WINDOW_BYTES} bytes are searched for two record headers in a row that can; when
 * none are found, a dead letter says how many bytes remain unread and reading ends.
 */
final class PcapSource implements PacketSource {
    static final int RESYNC_WINDOW_BYTES = 1 << 19;

    /** The longest record libpcap accepts. */
    static final int MAX_CAPTURED_BYTES = 1 << 18;

    static final long MICROSECOND_MAGIC = 0xa1b2c3d4L;
    static final long NANOSECOND_MAGIC = 0xa1b23c4dL;
    static final long MODIFIED_MAGIC = 0xa1b2cd34L;

    private static final int FILE_HEADER_BYTES = 24;
    private static final int LINK_TYPE_OFFSET = 20;
    private static final long RESYNC_MAX_SECONDS = 86_400;

    private final CaptureInput input;
    private final DeadLetterWriter deadLetters;
    private boolean bigEndian;
    private boolean opened;
    private boolean ended;
    private int headerBytes = 16;
    private long unitsPerSecond = 1_000_000;
    private long snapLength;
    private int linkType;
    private long lastSeconds = -1;

    PcapSource(CaptureInput input, DeadLetterWriter deadLetters) {
        this.input = input;
        this.deadLetters = deadLetters;
    }

    /** Whether the four bytes read as a big-endian number start a pcap file of either order. */
    static boolean isMagic(long magic) {
        return isMagicInOrder(magic)
                || isMagicInOrder(Integer.toUnsignedLong(Integer.reverseBytes((int) magic)));
    }

    private static boolean isMagicInOrder(long magic) {
        return magic == MICROSECOND_MAGIC || magic == NANOSECOND_MAGIC || magic == MODIFIED_MAGIC;
    }

    /** The link type in a file header; -1 where the header is cut off. */
    static int linkType(byte[] header) {
        if (header.length < FILE_HEADER_BYTES) {
            return -1;
        }
        var buffer = ByteBuffer.wrap(header);
        boolean isBigEndian = isMagicInOrder(Integer.toUnsignedLong(buffer.getInt(0)));
        buffer.order(isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return buffer.getInt(LINK_TYPE_OFFSET) & 0xffff;
    }

    private void open() throws IOException {
        opened = true;
        int available = input.ensure(FILE_HEADER_BYTES);
        if (available < FILE_HEADER_BYTES) {
            endWith("file ends inside the file header: bytes=" + available);
            return;
        }
        bigEndian = isMagicInOrder(input.unsignedInt(0, true));
        long magic = input.unsignedInt(0, bigEndian);
        if (magic == NANOSECOND_MAGIC) {
            unitsPerSecond = 1_000_000_000;
        } else if (magic == MODIFIED_MAGIC) {
            headerBytes = 24;
        }
        int major = input.unsignedShort(4, bigEndian);
        if (major != 2) {
            endWith("unsupported pcap version: major=" + major + ", supported=2");
            return;
        }
        snapLength = input.unsignedInt(16, bigEndian);
        linkType = (int) (input.unsignedInt(LINK_TYPE_OFFSET, bigEndian) & 0xffff);
        input.consume(FILE_HEADER_BYTES);
    }

    @Override
    public boolean read(CapturedPacket packet) throws IOException {
        if (!opened) {
            open();
        }
        while (!ended) {
            int available = input.ensure(headerBytes);
            if (available == 0) {
                return false;
            }
            if (available < headerBytes) {
                endWith("file ends inside a record header: bytes=" + available);
                return false;
            }
            String fault = headerFault(0);
            if (fault == null) {
                fault = recordFault();
            }
            if (fault == null) {
                emit(packet);
                return true;
            }
            recover(fault);
        }
        return false;
    }

    private void emit(CapturedPacket packet) {
        int captured = (int) capturedLength(0);
        lastSeconds = seconds(0);
        packet.data = input.array();
        packet.offset = input.offset() + headerBytes;
        packet.capturedLength = captured;
        packet.originalLength = Math.max(captured, originalLength(0));
        packet.timeNanos = lastSeconds * 1_000_000_000L + fraction(0) * nanosPerUnit();
        packet.linkType = linkType;
        packet.interfaceNumber = 0;
        packet.interfaceKey = 0;
        packet.position = input.position();
        input.consume(headerBytes + captured);
    }

    private long nanosPerUnit() {
        return 1_000_000_000L / unitsPerSecond;
    }

    /** What is certainly wrong with the header at {@code index}; null when nothing is. */
    private String headerFault(int index) {
        long captured = capturedLength(index);
        if (captured > MAX_CAPTURED_BYTES) {
            return "captured length out of range: capturedLength="
                    + captured
                    + ", max="
                    + MAX_CAPTURED_BYTES;
        }
        if (snapLength != 0 && captured > snapLength) {
            return "record is longer than the snap length: capturedLength="
                    + captured
                    + ", snapLength="
                    + snapLength;
        }
        if (fraction(index) >= unitsPerSecond) {
            return "fraction of a second out of range: fraction="
                    + fraction(index)
                    + ", unitsPerSecond="
                    + unitsPerSecond;
        }
        return null;
    }

    /** Whether the length of the record, whose header is sound, leads to another record. */
    private String recordFault() throws IOException {
        long captured = capturedLength(0);
        int next = headerBytes + (int) captured;
        int available = input.ensure(next + headerBytes);
        if (available < next) {
            return "file ends inside a record: capturedLength="
                    + captured
                    + ", bytesLeft="
                    + (available - headerBytes);
        }
        if (available < next + headerBytes || isLikelyHeader(next, available)) {
            return null;
        }
        // Odd, but not yet wrong: only whole records inside this one show that its length is.
        return findRecord(headerBytes, next - 1) >= 0
                ? "record length does not lead to another record: capturedLength=" + captured
                : null;
    }

    private void recover(String fault) throws IOException {
        long captured = capturedLength(0);
        if (captured <= MAX_CAPTURED_BYTES) {
            int next = headerBytes + (int) captured;
            int available = input.ensure(next + headerBytes);
            if (available == next || isLikelyHeader(next, available)) {
                report(fault);
                input.consume(next);
                return;
            }
        }
        int found = findRecord(1, RESYNC_WINDOW_BYTES);
        if (found < 0) {
            endWith(fault);
        } else {
            report(fault + "; resumed after bytes=" + found);
            input.consume(found);
        }
    }

    /** The first index in the range where two records in a row are likely, or -1. */
    private int findRecord(int from, int to) throws IOException {
        int available = input.ensure(to + MAX_CAPTURED_BYTES + 2 * headerBytes);
        int last = Math.min(to, available - headerBytes);
        for (int index = from; index <= last; index++) {
            if (isLikelyHeader(index, available)) {
                long next = index + headerBytes + capturedLength(index);
                if (next == available
                        || (next < available && isLikelyHeader((int) next, available))) {
                    return index;
                }
            }
        }
        return -1;
    }

    /** Stricter than {@link #headerFault}: what random bytes rarely look like. */
    private boolean isLikelyHeader(int index, int available) {
        return index + headerBytes <= available
                && headerFault(index) == null
                && capturedLength(index) > 0
                && capturedLength(index) <= originalLength(index)
                && originalLength(index) <= MAX_CAPTURED_BYTES
                && (lastSeconds < 0
                        || Math.abs(seconds(index) - lastSeconds) <= RESYNC_MAX_SECONDS);
    }

    private void report(String fault) {
        input.report(deadLetters, fault, headerBytes);
    }

    private void endWith(String fault) throws IOException {
        ended = true;
        long position = input.position();
        byte[] excerpt = new byte[Math.min(input.ensure(headerBytes), headerBytes)];
        System.arraycopy(input.array(), input.offset(), excerpt, 0, excerpt.length);
        long unread = input.drain();
        deadLetters.write(
                position,
                DeadLetterWriter.BYTE,
                fault + "; bytes unread=" + unread,
                excerpt,
                0,
                excerpt.length);
    }

    private long seconds(int index) {
        return input.unsignedInt(index, bigEndian);
    }

    private long fraction(int index) {
        return input.unsignedInt(index + 4, bigEndian);
    }

    private long capturedLength(int index) {
        return input.unsignedInt(index + 8, bigEndian);
    }

    private long originalLength(int index) {
        return input.unsignedInt(index + 12, bigEndian);
    }
}

package io.forebay.traces.capture;

import io.forebay.schemas.ElementRules;
import io.forebay.traces.input.DeadLetterWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pcapng files: any number of sections, each in its own byte order with its own interfaces;
 * enhanced, simple and obsolete packet blocks. Other blocks are skipped.
 *
 * <p>A block is trusted only when the length behind it repeats the length before it. Where it does
 * not, the next {@value #RESYNC_WINDOW_BYTES} bytes are searched for a block that holds; when none
 * is found, a dead letter says how many bytes remain unread and reading ends. Simple packets carry
 * no time: they get that of the packet before them, 0 at the start of the file.
 */
final class PcapngSource implements PacketSource {
    static final int RESYNC_WINDOW_BYTES = 1 << 20;

    /** The longest block Wireshark accepts, less what is needed to look ahead. */
    static final int MAX_BLOCK_BYTES = CaptureInput.MAX_LOOKAHEAD_BYTES - 64;

    /** Interfaces of one section that are kept; a file that declares more is corrupt. */
    static final int MAX_INTERFACES = 1 << 16;

    static final long SECTION_HEADER = 0x0a0d0d0aL;
    static final long BYTE_ORDER_MAGIC = 0x1a2b3c4dL;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int LAST_KNOWN_BLOCK = 10;
    private static final int BLOCK_HEADER_BYTES = 8;
    private static final int BLOCK_FRAME_BYTES = 12;
    private static final int SECTION_HEADER_BYTES = 28;
    private static final int OPTION_END = 0;
    private static final int OPTION_TIMESTAMP_RESOLUTION = 9;
    private static final int OPTION_TIMESTAMP_OFFSET = 14;

    private final CaptureInput input;
    private final DeadLetterWriter deadLetters;
    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private long interfacesSeen;
    private boolean bigEndian;
    private boolean inSection;
    private long lastTimeNanos;

    PcapngSource(CaptureInput input, DeadLetterWriter deadLetters) {
        this.input = input;
        this.deadLetters = deadLetters;
    }

    @Override
    public boolean read(CapturedPacket packet) throws IOException {
        while (true) {
            int available = input.ensure(BLOCK_FRAME_BYTES);
            if (available == 0) {
                return false;
            }
            String fault =
                    available < BLOCK_FRAME_BYTES
                            ? "file ends inside a block header: bytes=" + available
                            : blockFault();
            if (fault != null) {
                if (!recover(fault)) {
                    return false;
                }
                continue;
            }
            int length = (int) blockLength(0, bigEndian);
            boolean isPacket = acceptBlock(length, packet);
            input.consume(length);
            if (isPacket) {
                return true;
            }
        }
    }

    /** What is wrong with the frame of the block ahead; null when it can be read. */
    private String blockFault() throws IOException {
        boolean order = bigEndian;
        if (input.unsignedInt(0, true) == SECTION_HEADER) {
            if (input.unsignedInt(8, true) == BYTE_ORDER_MAGIC) {
                order = true;
            } else if (input.unsignedInt(8, false) == BYTE_ORDER_MAGIC) {
                order = false;
            } else {
                return "section header without a byte-order magic: value="
                        + Long.toHexString(input.unsignedInt(8, true));
            }
        } else if (!inSection) {
            return "block outside of a section: type=" + input.unsignedInt(0, order);
        }
        long length = blockLength(0, order);
        if (length < BLOCK_FRAME_BYTES || length % 4 != 0 || length > MAX_BLOCK_BYTES) {
            return "block length out of range: length=" + length + ", max=" + MAX_BLOCK_BYTES;
        }
        int available = input.ensure((int) length);
        if (available < length) {
            return "file ends inside a block: length=" + length + ", bytesLeft=" + available;
        }
        long trailer = input.unsignedInt((int) length - 4, order);
        if (trailer != length) {
            return "block lengths differ: before=" + length + ", behind=" + trailer;
        }
        bigEndian = order;
        return null;
    }

    private long blockLength(int index, boolean order) {
        return input.unsignedInt(index + 4, order);
    }

    private boolean recover(String fault) throws IOException {
        long position = input.position();
        int available = input.ensure(RESYNC_WINDOW_BYTES);
        if (inSection
                && available >= 4
                && input.unsignedInt(0, bigEndian) == INTERFACE_DESCRIPTION
                && interfaces.size() < MAX_INTERFACES) {
            // Keeps the numbers of the interfaces that follow.
            interfaces.add(null);
        }
        byte[] excerpt = new byte[Math.min(available, 16)];
        System.arraycopy(input.array(), input.offset(), excerpt, 0, excerpt.length);
        int found = findBlock(available);
        String outcome;
        if (found < 0) {
            outcome = "; bytes unread=" + input.drain();
        } else {
            input.consume(found);
            outcome = "; resumed after bytes=" + found;
        }
        deadLetters.write(
                position, DeadLetterWriter.BYTE, fault + outcome, excerpt, 0, excerpt.length);
        return found >= 0;
    }

    /** The first index behind the current one where a whole known block stands, or -1. */
    private int findBlock(int available) {
        for (int index = 1; index + BLOCK_FRAME_BYTES <= available; index++) {
            boolean isFound;
            if (input.unsignedInt(index, true) == SECTION_HEADER) {
                isFound =
                        isWholeSection(index, true, available)
                                || isWholeSection(index, false, available);
            } else {
                long type = input.unsignedInt(index, bigEndian);
                isFound =
                        inSection
                                && type > 0
                                && type <= LAST_KNOWN_BLOCK
                                && isWhole(index, bigEndian, available);
            }
            if (isFound) {
                return index;
            }
        }
        return -1;
    }

    private boolean isWholeSection(int index, boolean order, int available) {
        return input.unsignedInt(index + 8, order) == BYTE_ORDER_MAGIC
                && isWhole(index, order, available);
    }

    private boolean isWhole(int index, boolean order, int available) {
        long length = blockLength(index, order);
        return length >= BLOCK_FRAME_BYTES
                && length % 4 == 0
                && index + length <= available
                && input.unsignedInt((int) (index + length - 4), order) == length;
    }

    /** Takes in a block whose frame is sound; true when it filled {@code packet}. */
    private boolean acceptBlock(int length, CapturedPacket packet) {
        long type = input.unsignedInt(0, bigEndian);
        if (type == SECTION_HEADER) {
            startSection(length);
            return false;
        }
        if (type > ENHANCED_PACKET) {
            return false;
        }
        return switch ((int) type) {
            case INTERFACE_DESCRIPTION -> {
                addInterface(length);
                yield false;
            }
            case ENHANCED_PACKET -> acceptPacket(packet, length, 28, id32(length));
            case OBSOLETE_PACKET -> acceptPacket(packet, length, 28, id16(length));
            case SIMPLE_PACKET -> acceptSimplePacket(packet, length);
            default -> false;
        };
    }

    private long id32(int length) {
        return length < BLOCK_FRAME_BYTES + 4 ? -1 : input.unsignedInt(8, bigEndian);
    }

    private long id16(int length) {
        return length < BLOCK_FRAME_BYTES + 4 ? -1 : input.unsignedShort(8, bigEndian);
    }

    private void startSection(int length) {
        interfaces.clear();
        inSection = true;
        int major = length < SECTION_HEADER_BYTES ? -1 : input.unsignedShort(12, bigEndian);
        if (major != 1) {
            // What follows cannot be trusted: reading goes on at the next section.
            inSection = false;
            report("unsupported pcapng section: length=" + length + ", majorVersion=" + major);
        }
    }

    private void addInterface(int length) {
        if (interfaces.size() == MAX_INTERFACES) {
            report("too many interfaces in a section: max=" + MAX_INTERFACES);
            return;
        }
        if (length < 20) {
            report("interface description too short: length=" + length);
            interfaces.add(null);
            return;
        }
        interfaces.add(
                new PcapngInterface(
                        interfaces.size(),
                        interfacesSeen++,
                        input.unsignedShort(8, bigEndian),
                        input.unsignedInt(12, bigEndian),
                        resolution(16, length - 4)));
    }

    /** Reads the options of an interface description; one that does not fit ends them. */
    private TimestampResolution resolution(int from, int to) {
        int resolution = 6;
        long offsetSeconds = 0;
        int index = from;
        while (index + 4 <= to) {
            int code = input.unsignedShort(index, bigEndian);
            int optionLength = input.unsignedShort(index + 2, bigEndian);
            if (code == OPTION_END) {
                break;
            }
            if (index + 4 + optionLength > to) {
                report("option does not fit its block: code=" + code + ", length=" + optionLength);
                break;
            }
            if (code == OPTION_TIMESTAMP_RESOLUTION && optionLength >= 1) {
                resolution = input.unsignedByte(index + 4);
            } else if (code == OPTION_TIMESTAMP_OFFSET && optionLength >= 8) {
                long first = input.unsignedInt(index + 4, bigEndian);
                long second = input.unsignedInt(index + 8, bigEndian);
                offsetSeconds = bigEndian ? first << 32 | second : second << 32 | first;
            }
            index += 4 + (optionLength + 3) / 4 * 4;
        }
        return TimestampResolution.ofOption(resolution, offsetSeconds);
    }

    /** Enhanced and obsolete packet blocks agree from the time stamp on. */
    private boolean acceptPacket(CapturedPacket packet, int length, int dataIndex, long id) {
        if (length < dataIndex + 4) {
            return report("packet block too short: length=" + length);
        }
        PcapngInterface captured = interfaceOf(id);
        if (captured == null) {
            return report("packet of an undeclared interface: interface=" + id);
        }
        long capturedLength = input.unsignedInt(20, bigEndian);
        if (capturedLength > length - dataIndex - 4
                || capturedLength > PcapSource.MAX_CAPTURED_BYTES) {
            return report(
                    "captured length does not fit its block: capturedLength="
                            + capturedLength
                            + ", blockLength="
                            + length);
        }
        long ticks = input.unsignedInt(12, bigEndian) << 32 | input.unsignedInt(16, bigEndian);
        long timeNanos = captured.resolution().toNanos(ticks);
        if (timeNanos < 0 || timeNanos > ElementRules.MAX_EVENT_TIME_NANOS) {
            return report("time out of range: ticks=" + Long.toUnsignedString(ticks));
        }
        lastTimeNanos = timeNanos;
        fill(packet, captured, dataIndex, (int) capturedLength, input.unsignedInt(24, bigEndian));
        return true;
    }

    /** Null when the section has not declared the interface readably. */
    private PcapngInterface interfaceOf(long id) {
        return id < interfaces.size() ? interfaces.get((int) id) : null;
    }

    private boolean acceptSimplePacket(CapturedPacket packet, int length) {
        if (length < 16) {
            return report("packet block too short: length=" + length);
        }
        PcapngInterface captured = interfaceOf(0);
        if (captured == null) {
            return report("packet of an undeclared interface: interface=0");
        }
        long originalLength = input.unsignedInt(8, bigEndian);
        long capturedLength = originalLength;
        if (captured.snapLength() != 0) {
            capturedLength = Math.min(capturedLength, captured.snapLength());
        }
        if (capturedLength > length - 16 || capturedLength > PcapSource.MAX_CAPTURED_BYTES) {
            return report(
                    "captured length does not fit its block: capturedLength="
                            + capturedLength
                            + ", blockLength="
                            + length);
        }
        fill(packet, captured, 12, (int) capturedLength, originalLength);
        return true;
    }

    private void fill(
            CapturedPacket packet,
            PcapngInterface captured,
            int dataIndex,
            int capturedLength,
            long originalLength) {
        packet.data = input.array();
        packet.offset = input.offset() + dataIndex;
        packet.capturedLength = capturedLength;
        packet.originalLength = Math.max(capturedLength, originalLength);
        packet.timeNanos = lastTimeNanos;
        packet.linkType = captured.linkType();
        packet.interfaceNumber = captured.number();
        packet.interfaceKey = captured.key();
        packet.position = input.position();
    }

    /** Writes a dead letter about the block ahead; false for the callers' convenience. */
    private boolean report(String reason) {
        input.report(deadLetters, reason, BLOCK_HEADER_BYTES + 4);
        return false;
    }
}

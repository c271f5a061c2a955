package io.forebay.traces.capture;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.ethernet.Frame;
import io.forebay.traces.ethernet.FrameDecoder;
import io.forebay.traces.ethernet.FrameElements;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.FunctionSequences;
import io.forebay.traces.tlp.Tlp;
import io.forebay.traces.tlp.TlpDecoder;
import io.forebay.traces.tlp.TlpElements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads pcap and pcapng captures, told apart by their first bytes, of Ethernet frames, IP packets,
 * Linux cooked packets, BSD loopback packets and (link types USER0 to USER14) raw TLPs, and
 * (USER15) descriptors as {@link DescriptorPacket} has them.
 *
 * <p>Every packet gives an element or is accounted for by a dead letter: one of its own, or, where
 * a whole interface has a link type that is not known, one at its first packet and one at the end
 * of the file that says how many there were. A frame whose headers are cut off or do not fit still
 * gives an element with what could be decoded; see {@link FrameElements} and {@link TlpElements}
 * for the mapping. Memory stays below about 40 MiB for any input.
 */
public final class CaptureTraceReader implements TraceReader {
    private final CaptureInput input;
    private final DeadLetterWriter deadLetters;
    private final String deviceName;
    private final FrameElements frames;
    private final TlpElements tlps;
    private final FunctionSequences sequences = new FunctionSequences();
    private final CapturedPacket packet = new CapturedPacket();
    private final FrameDecoder frameDecoder = new FrameDecoder();
    private final Frame frame = new Frame();
    private final Tlp tlp = new Tlp();
    private final Map<Long, UnknownLink> unknownLinks = new TreeMap<>();
    private PacketSource source;
    private boolean ended;

    private static final class UnknownLink {
        private final long firstPosition;
        private final int linkType;
        private final int interfaceNumber;
        private long packets;

        UnknownLink(CapturedPacket packet) {
            firstPosition = packet.position;
            linkType = packet.linkType;
            interfaceNumber = packet.interfaceNumber;
        }
    }

    /**
     * Reads a capture that is not compressed.
     *
     * @param in closed with the reader
     * @param deviceName first part of the function ids
     */
    public CaptureTraceReader(InputStream in, String deviceName, DeadLetterWriter deadLetters) {
        input = new CaptureInput(in);
        this.deadLetters = deadLetters;
        this.deviceName = deviceName;
        frames = new FrameElements(deviceName);
        tlps = new TlpElements(deviceName);
    }

    /** Whether a file that starts with these bytes is a capture. */
    public static boolean isCapture(byte[] head) {
        return PcapSource.isMagic(magic(head)) || magic(head) == PcapngSource.SECTION_HEADER;
    }

    /** Whether a file that starts with these bytes is a pcap file of raw TLPs. */
    public static boolean isTlpCapture(byte[] head) {
        return PcapSource.isMagic(magic(head)) && LinkTypes.isTlp(PcapSource.linkType(head));
    }

    /** The first four bytes as a big-endian number; 0, which is no magic number, if fewer. */
    private static long magic(byte[] head) {
        return head.length < 4 ? 0 : Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
    }

    @Override
    public TrafficElement next() throws IOException {
        if (source == null && !ended) {
            source = detect();
        }
        while (!ended) {
            if (!source.read(packet)) {
                end();
                return null;
            }
            TrafficElement element = decode();
            if (element != null && number(element)) {
                return element;
            }
        }
        return null;
    }

    private PacketSource detect() throws IOException {
        int available = input.ensure(4);
        if (available >= 4) {
            long magic = input.unsignedInt(0, true);
            if (PcapSource.isMagic(magic)) {
                return new PcapSource(input, deadLetters);
            }
            if (magic == PcapngSource.SECTION_HEADER) {
                return new PcapngSource(input, deadLetters);
            }
        }
        // An empty file is for the stream below to report.
        if (available > 0) {
            input.report(
                    deadLetters, "neither pcap nor pcapng: the file starts with other bytes", 16);
        }
        ended = true;
        return null;
    }

    private void end() {
        ended = true;
        unknownLinks.values().forEach(this::reportUnknownLink);
    }

    private void reportUnknownLink(UnknownLink link) {
        deadLetters.write(
                link.firstPosition,
                DeadLetterWriter.BYTE,
                "packets of an unknown link type left out: packets="
                        + link.packets
                        + ", linkType="
                        + link.linkType
                        + ", interface="
                        + link.interfaceNumber);
    }

    /** The packet's element without a sequence; null when it gives none, which has been said. */
    private TrafficElement decode() {
        int type = packet.linkType;
        if (LinkTypes.isTlp(type)) {
            return decodeTlp();
        }
        if (type == LinkTypes.USER15) {
            return decodeDescriptor();
        }
        byte[] data = packet.data;
        int offset = packet.offset;
        int captured = packet.capturedLength;
        long original = packet.originalLength;
        int port = packet.interfaceNumber;
        if (original == 0) {
            return refuse("empty packet: originalLength=0");
        }
        switch (type) {
            case LinkTypes.ETHERNET ->
                    frameDecoder.decodeEthernet(data, offset, captured, original, port, frame);
            case LinkTypes.LINUX_SLL ->
                    frameDecoder.decodeLinuxCooked(data, offset, captured, original, port, frame);
            case LinkTypes.LINUX_SLL2 ->
                    frameDecoder.decodeLinuxCooked2(data, offset, captured, original, port, frame);
            case LinkTypes.RAW,
                    LinkTypes.RAW_BSD,
                    LinkTypes.RAW_OPENBSD,
                    LinkTypes.IPV4,
                    LinkTypes.IPV6 ->
                    frameDecoder.decodeIp(data, offset, captured, original, port, frame);
            case LinkTypes.NULL, LinkTypes.LOOP ->
                    frameDecoder.decodeLoopback(data, offset, captured, original, port, frame);
            default -> {
                return countUnknownLink();
            }
        }
        return frames.toElement(frame, packet.timeNanos, original);
    }

    private TrafficElement decodeTlp() {
        String fault =
                TlpDecoder.decode(
                        packet.data,
                        packet.offset,
                        packet.capturedLength,
                        packet.originalLength,
                        tlp);
        if (fault == null) {
            fault = TlpElements.refusal(tlp);
        }
        if (fault != null) {
            return refuse(fault);
        }
        TrafficElement element = tlps.toElement(tlp, packet.timeNanos);
        String violation = ElementRules.violation(element);
        return violation == null ? element : refuse(violation);
    }

    private TrafficElement decodeDescriptor() {
        try {
            TrafficElement element =
                    DescriptorPacket.decode(
                            packet.data,
                            packet.offset,
                            packet.capturedLength,
                            packet.timeNanos,
                            deviceName);
            String violation = ElementRules.violation(element);
            return violation == null ? element : refuse(violation);
        } catch (IllegalArgumentException e) {
            return refuse(e.getMessage());
        }
    }

    private TrafficElement countUnknownLink() {
        UnknownLink link = unknownLinks.get(packet.interfaceKey);
        if (link == null) {
            if (unknownLinks.size() == PcapngSource.MAX_INTERFACES) {
                return refuse("unknown link type: linkType=" + packet.linkType);
            }
            link = new UnknownLink(packet);
            unknownLinks.put(packet.interfaceKey, link);
            refuse(
                    "unknown link type: linkType="
                            + packet.linkType
                            + ", interface="
                            + packet.interfaceNumber);
        }
        link.packets++;
        return null;
    }

    /** Gives the element its sequence; false when it cannot have one, which has been said. */
    private boolean number(TrafficElement element) {
        long sequence = sequences.next(element.getFunctionId());
        if (sequence < 0) {
            refuse("too many functions: max=" + FunctionSequences.MAX_FUNCTIONS);
            return false;
        }
        element.setSequence(sequence);
        return true;
    }

    private TrafficElement refuse(String reason) {
        deadLetters.write(
                packet.position,
                DeadLetterWriter.BYTE,
                reason,
                packet.data,
                packet.offset,
                packet.offset + packet.capturedLength);
        return null;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}

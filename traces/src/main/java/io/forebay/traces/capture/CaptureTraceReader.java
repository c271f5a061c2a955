package io.forebay.traces.capture;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.ethernet.Frame;
import io.forebay.traces.ethernet.FrameDecoder;
import io.forebay.traces.ethernet.FrameElements;
import io.forebay.traces.tlp.Tlp;
import io.forebay.traces.tlp.TlpDecoder;
import io.forebay.traces.tlp.TlpElements;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads pcap and pcapng captures, told apart by their first bytes, of Ethernet frames, IP packets,
 * Linux cooked packets, BSD loopback packets and (link types USER0 to USER15) raw TLPs.
 *
 * <p>Every packet gives an element or is accounted for by a dead letter: one of its own, or, where
 * a whole interface has a link type that is not known, one at its first packet and one at the end
 * of the file that says how many there were. A frame whose headers are cut off or do not fit still
 * gives an element with what could be decoded; see {@link FrameElements} and {@link TlpElements}
 * for the mapping. Memory stays below about 40 MiB for any input.
 */
public final class CaptureTraceReader implements TraceReader {
    private final CaptureInput input;
    private final CaptureDeadLetters deadLetters;
    private final FrameElements frames;
    private final TlpElements tlps;
    private final FunctionSequences sequences;
    private final CapturedPacket packet = new CapturedPacket();
    private final FrameDecoder frameDecoder = new FrameDecoder();
    private final Frame frame = new Frame();
    private final Tlp tlp = new Tlp();
    private final Map<Long, UnknownLink> unknownLinks = new TreeMap<>();
    private PacketSource source;
    private boolean ended;
    private long packets;
    private long elements;
    private long unknownLinkPackets;
    private long partialFrames;

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

    private CaptureTraceReader(
            CaptureInput input, String deviceName, CaptureDeadLetters deadLetters) {
        this.input = input;
        this.deadLetters = deadLetters;
        sequences = new FunctionSequences(deviceName);
        frames = new FrameElements(deviceName);
        tlps = new TlpElements(deviceName);
    }

    /**
     * Opens a capture that is not compressed.
     *
     * @param in closed with the reader
     * @param fileName origin of the dead letters
     * @param deviceName first part of the function ids
     * @throws IllegalArgumentException when the device name cannot be part of a function id
     */
    public static CaptureTraceReader open(
            InputStream in, String fileName, String deviceName, Consumer<DeadLetter> deadLetters) {
        return new CaptureTraceReader(
                new CaptureInput(in), deviceName, new CaptureDeadLetters(fileName, deadLetters));
    }

    /**
     * Whether a file that starts with these four bytes, read as a big-endian number, is a capture.
     */
    public static boolean isCapture(int magic) {
        long unsigned = Integer.toUnsignedLong(magic);
        return PcapSource.isMagic(unsigned) || unsigned == PcapngSource.SECTION_HEADER;
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
            packets++;
            TrafficElement element = decode();
            if (element != null && number(element)) {
                elements++;
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
        int shown = Math.min(available, 16);
        deadLetters.addBytes(
                0,
                available == 0
                        ? "file is empty"
                        : "neither pcap nor pcapng: the file starts with other bytes",
                input.array(),
                input.offset(),
                shown);
        ended = true;
        return null;
    }

    private void end() {
        ended = true;
        unknownLinks.values().forEach(this::reportUnknownLink);
    }

    private void reportUnknownLink(UnknownLink link) {
        deadLetters.add(
                link.firstPosition,
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
        if (LinkTypes.isUser(type)) {
            return decodeTlp();
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
        if (frame.fault() != null) {
            partialFrames++;
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

    private TrafficElement countUnknownLink() {
        unknownLinkPackets++;
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
        deadLetters.addBytes(
                packet.position, reason, packet.data, packet.offset, packet.capturedLength);
        return null;
    }

    /** What became of the capture so far; from the reading thread. */
    public CaptureStatistics statistics() {
        return new CaptureStatistics(
                packets, elements, unknownLinkPackets, partialFrames, deadLetters.count());
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}

package io.forebay.traces.ethernet;

/**
 * Decodes Ethernet II and IEEE 802.3 frames, and packets captured without them, down to the ports.
 *
 * <p>Understood: stacked VLAN tags (802.1Q, 802.1ad and the old 0x9100 and 0x9200), LLC with SNAP,
 * MPLS label stacks (what follows is guessed from its first four bits, as routers do; 0 is taken as
 * the control word of an Ethernet pseudowire), IPv4 with options and fragments, IPv6 with extension
 * headers, ARP and ATA over Ethernet.
 *
 * <p>A header that is cut off by the snap length or does not fit its packet ends the decoding: what
 * was decoded until then stays, the flow falls back to the lower layer, and {@link Frame#fault()}
 * says what is missing. Never throws for any input. One thread: it remembers fragmented packets.
 */
public final class FrameDecoder {
    static final int ETHERTYPE_IPV4 = 0x0800;
    static final int ETHERTYPE_ARP = 0x0806;
    static final int ETHERTYPE_IPV6 = 0x86dd;
    static final int ETHERTYPE_MPLS = 0x8847;
    static final int ETHERTYPE_MPLS_UPSTREAM = 0x8848;
    static final int ETHERTYPE_AOE = 0x88a2;

    private static final int ETHERNET_BYTES = 14;
    private static final int MAC_BYTES = 6;
    private static final int MAX_802_3_LENGTH = 1500;
    private static final int MAX_NESTED_FRAMES = 4;
    private static final long KIND_ETHERTYPE = 1L << 32;
    private static final long KIND_LLC = 2L << 32;
    private static final long KIND_ARP = 3L << 32;
    private static final long KIND_MPLS = 4L << 32;
    private static final long KIND_AOE = 5L << 32;
    private static final int ARP_BYTES = 8;

    private final IpDecoder ip = new IpDecoder();
    private Frame frame;
    private byte[] data;
    private int position;
    private int end;
    private long bytesBeyond;
    private boolean isInner;
    private long source;
    private long destination;

    /** Decodes a frame that starts with its Ethernet header. */
    public void decodeEthernet(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        start(bytes, offset, captured, original, port, result);
        ethernet();
    }

    /** Decodes a packet that starts with its IPv4 or IPv6 header. */
    public void decodeIp(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        start(bytes, offset, captured, original, port, result);
        guessIp();
    }

    /** Decodes a Linux "cooked" capture, version 1: a header of 16 bytes instead of Ethernet's. */
    public void decodeLinuxCooked(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        start(bytes, offset, captured, original, port, result);
        if (has(16, "Linux cooked header")) {
            int addressBytes = Math.min(Bytes.u16(data, position + 4), 8);
            cooked(16, position + 6, addressBytes, Bytes.u16(data, position + 14));
        }
    }

    /**
     * Decodes a Linux "cooked" capture, version 2: a header of 20 bytes, which names the interface.
     */
    public void decodeLinuxCooked2(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        start(bytes, offset, captured, original, port, result);
        if (has(20, "Linux cooked header")) {
            frame.capturedInterface = (int) (Bytes.u32(data, position + 4) & 0x7fff_ffff);
            int addressBytes = Math.min(Bytes.u8(data, position + 11), 8);
            cooked(20, position + 12, addressBytes, Bytes.u16(data, position));
        }
    }

    /**
     * Decodes a BSD loopback packet: an address family of 4 bytes in either byte order, then IP.
     */
    public void decodeLoopback(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        start(bytes, offset, captured, original, port, result);
        if (has(4, "loopback header")) {
            int word = (int) Bytes.u32(data, position);
            int family = (word & 0xffff_0000) == 0 ? word : Integer.reverseBytes(word);
            position += 4;
            frame.flow = FlowHash.directed(0, 0, family);
            // 2 is AF_INET everywhere; AF_INET6 is 10, 24, 28 or 30.
            if (family == 2 || family == 10 || family == 24 || family == 28 || family == 30) {
                guessIp();
            }
        }
    }

    private void start(
            byte[] bytes, int offset, int captured, long original, int port, Frame result) {
        result.clear(port);
        frame = result;
        data = bytes;
        position = offset;
        end = offset + captured;
        bytesBeyond = Math.max(0, original - captured);
        isInner = false;
    }

    private boolean has(int bytes, String what) {
        if (end - position >= bytes) {
            return true;
        }
        frame.fault = "cut off in the " + what + ": bytes=" + (end - position);
        return false;
    }

    private void ethernet() {
        for (int depth = 0; depth < MAX_NESTED_FRAMES; depth++) {
            if (!has(ETHERNET_BYTES, "Ethernet header")) {
                return;
            }
            int addresses = position;
            position += ETHERNET_BYTES;
            destination = FlowHash.endpoint(data, addresses, MAC_BYTES, 0);
            source = FlowHash.endpoint(data, addresses + MAC_BYTES, MAC_BYTES, 0);
            int type = tags(Bytes.u16(data, position - 2));
            if (type < 0 || !payload(type)) {
                return;
            }
            isInner = true;
        }
    }

    /** Skips VLAN tags; the EtherType or length behind them, or -1 when cut off. */
    private int tags(int first) {
        int type = first;
        while (isTag(type)) {
            if (!has(4, "VLAN tag")) {
                return -1;
            }
            int control = Bytes.u16(data, position);
            type = Bytes.u16(data, position + 2);
            position += 4;
            // The tags of a frame inside a pseudowire are the customer's, not the port's.
            if (!isInner) {
                if (frame.vlanPriority < 0) {
                    frame.vlanPriority = control >>> 13;
                }
                int id = control & 0xfff;
                if (id != 0 && frame.vlanCount < Frame.MAX_TAGS) {
                    frame.vlanIds[frame.vlanCount++] = id;
                }
            }
        }
        return type;
    }

    private static boolean isTag(int type) {
        return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
    }

    /** Decodes what the MAC header carries; true when an inner frame starts at the position. */
    private boolean payload(int type) {
        int etherType = type;
        if (type <= MAX_802_3_LENGTH) {
            frame.flow = FlowHash.directed(source, destination, KIND_LLC);
            if (!has(3, "LLC header")) {
                return false;
            }
            int saps = Bytes.u16(data, position);
            frame.flow = FlowHash.directed(source, destination, KIND_LLC | saps);
            if (saps != 0xaaaa || Bytes.u8(data, position + 2) != 3) {
                return false;
            }
            if (!has(8, "SNAP header")) {
                return false;
            }
            etherType = Bytes.u16(data, position + 6);
            boolean isPrivate =
                    Bytes.u8(data, position + 3) != 0 || Bytes.u16(data, position + 4) != 0;
            position += 8;
            if (isPrivate) {
                return false;
            }
        }
        frame.etherType = etherType;
        frame.flow = FlowHash.directed(source, destination, KIND_ETHERTYPE | etherType);
        return network(etherType);
    }

    private void cooked(int headerBytes, int address, int addressBytes, int protocol) {
        source = FlowHash.endpoint(data, address, addressBytes, 0);
        destination = 0;
        frame.flow = FlowHash.directed(source, destination, KIND_ETHERTYPE | protocol);
        position += headerBytes;
        int type = tags(protocol);
        if (type > MAX_802_3_LENGTH) {
            frame.etherType = type;
            frame.flow = FlowHash.directed(source, destination, KIND_ETHERTYPE | type);
            if (network(type)) {
                isInner = true;
                ethernet();
            }
        }
    }

    private boolean network(int etherType) {
        switch (etherType) {
            case ETHERTYPE_IPV4, ETHERTYPE_IPV6 ->
                    ip.decode(data, position, end, etherType == ETHERTYPE_IPV6, frame);
            case ETHERTYPE_ARP -> arp();
            case ETHERTYPE_MPLS, ETHERTYPE_MPLS_UPSTREAM -> {
                return mpls();
            }
            case ETHERTYPE_AOE -> aoe();
            default -> {}
        }
        return false;
    }

    /** Skips the label stack; true when an Ethernet frame seems to follow. */
    private boolean mpls() {
        boolean isBottom = false;
        while (!isBottom) {
            if (!has(4, "MPLS label stack")) {
                return false;
            }
            long entry = Bytes.u32(data, position);
            position += 4;
            isBottom = (entry & 0x100) != 0;
            if (frame.mplsTrafficClass < 0) {
                frame.mplsTrafficClass = (int) (entry >>> 9) & 7;
            }
            frame.flow = FlowHash.directed(source, destination, KIND_MPLS | entry >>> 12);
        }
        if (position == end || data[position] >>> 4 != 0) {
            guessIp();
            return false;
        }
        int innerType = position + 4 + 2 * MAC_BYTES;
        if (innerType + 2 > end || !isCommonType(Bytes.u16(data, innerType))) {
            return false;
        }
        position += 4;
        return true;
    }

    private static boolean isCommonType(int type) {
        return isTag(type)
                || type == ETHERTYPE_IPV4
                || type == ETHERTYPE_IPV6
                || type == ETHERTYPE_ARP
                || type == ETHERTYPE_MPLS;
    }

    private void guessIp() {
        if (!has(1, "IP header")) {
            return;
        }
        int version = Bytes.u8(data, position) >>> 4;
        if (version == 4 || version == 6) {
            ip.decode(data, position, end, version == 6, frame);
        } else {
            frame.fault = "neither IPv4 nor IPv6: version=" + version;
        }
    }

    private void arp() {
        if (!has(ARP_BYTES, "ARP header")) {
            return;
        }
        int hardware = Bytes.u8(data, position + 4);
        int protocol = Bytes.u8(data, position + 5);
        if (has(ARP_BYTES + 2 * (hardware + protocol), "ARP addresses")) {
            int sender = position + ARP_BYTES + hardware;
            int target = sender + protocol + hardware;
            frame.flow =
                    FlowHash.directed(
                            FlowHash.endpoint(data, sender, protocol, 0),
                            FlowHash.endpoint(data, target, protocol, 0),
                            KIND_ARP);
        }
    }

    private void aoe() {
        int length = end - position;
        frame.fault = frame.aoe.decode(data, position, length, length + bytesBeyond);
        if (frame.aoe.isPresent()) {
            long target = (long) frame.aoe.shelf() << 8 | frame.aoe.slot();
            frame.flow = FlowHash.directed(source, destination, KIND_AOE | target);
        }
    }
}

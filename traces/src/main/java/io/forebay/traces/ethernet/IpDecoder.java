package io.forebay.traces.ethernet;

/** Decodes IPv4 and IPv6 headers down to the ports into a {@link Frame}. One thread. */
final class IpDecoder {
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int MAX_EXTENSION_HEADERS = 16;
    private static final long KIND_IP = 6L << 32;
    private static final long KIND_FRAGMENT = 7L << 56;

    private static final int HOP_BY_HOP = 0;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DCCP = 33;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int SCTP = 132;
    private static final int MOBILITY = 135;
    private static final int UDP_LITE = 136;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    private final FragmentFlows fragmentFlows = new FragmentFlows();
    private Frame frame;
    private byte[] data;
    private int end;
    private int source;
    private int destination;
    private int addressBytes;

    /**
     * Decodes the header at {@code position}; the flow is left alone when its addresses are not
     * there.
     */
    void decode(byte[] bytes, int position, int dataEnd, boolean isIpv6, Frame result) {
        data = bytes;
        end = dataEnd;
        frame = result;
        int available = end - position;
        int version = isIpv6 ? 6 : 4;
        if (available < (isIpv6 ? IPV6_BYTES : IPV4_BYTES)) {
            frame.fault = "cut off in the IPv" + version + " header: bytes=" + available;
        } else if (Bytes.u8(data, position) >>> 4 != version) {
            frame.fault =
                    "wrong IP version: version="
                            + (Bytes.u8(data, position) >>> 4)
                            + ", EtherType says="
                            + version;
        } else if (isIpv6) {
            ipv6(position);
        } else {
            ipv4(position);
        }
    }

    private void ipv4(int position) {
        int headerBytes = (data[position] & 0xf) * 4;
        int totalBytes = Bytes.u16(data, position + 2);
        int fragment = Bytes.u16(data, position + 6);
        int protocol = Bytes.u8(data, position + 9);
        frame.dscp = Bytes.u8(data, position + 1) >>> 2;
        addressBytes = 4;
        source = position + 12;
        destination = position + 16;
        addressFlow(protocol);
        if (headerBytes < IPV4_BYTES) {
            frame.fault = "IPv4 header length out of range: bytes=" + headerBytes;
            return;
        }
        // A total length of 0 comes from segmentation offload: the frame's own length holds.
        if (totalBytes != 0 && totalBytes < headerBytes) {
            frame.fault = "IPv4 total length is shorter than the header: bytes=" + totalBytes;
            return;
        }
        if (totalBytes != 0) {
            end = Math.min(end, position + totalBytes);
        }
        transport(
                position + headerBytes,
                protocol,
                Bytes.u16(data, position + 4),
                fragment & 0x1fff,
                (fragment & 0x2000) != 0);
    }

    private void ipv6(int position) {
        frame.dscp = Bytes.u16(data, position) >>> 6 & 0x3f;
        int payloadBytes = Bytes.u16(data, position + 4);
        int next = Bytes.u8(data, position + 6);
        addressBytes = 16;
        source = position + 8;
        destination = position + 24;
        addressFlow(next);
        int index = position + IPV6_BYTES;
        // 0 stands for a jumbogram or segmentation offload.
        if (payloadBytes != 0) {
            end = Math.min(end, index + payloadBytes);
        }
        long fragmentId = 0;
        int fragmentOffset = 0;
        boolean hasMore = false;
        for (int i = 0; i < MAX_EXTENSION_HEADERS && isExtension(next); i++) {
            if (end - index < 8) {
                frame.fault = "cut off in an IPv6 extension header: type=" + next;
                return;
            }
            int lengthField = Bytes.u8(data, index + 1);
            int bytes = 8 * (lengthField + 1);
            if (next == FRAGMENT) {
                bytes = 8;
                fragmentOffset = Bytes.u16(data, index + 2) >>> 3;
                hasMore = (data[index + 3] & 1) != 0;
                fragmentId = Bytes.u32(data, index + 4);
            } else if (next == AUTHENTICATION) {
                bytes = 4 * (lengthField + 2);
            }
            next = Bytes.u8(data, index);
            index += bytes;
            addressFlow(next);
            if (fragmentOffset != 0) {
                // What follows is the middle of the packet.
                break;
            }
        }
        transport(index, next, fragmentId, fragmentOffset, hasMore);
    }

    private static boolean isExtension(int type) {
        return switch (type) {
            case HOP_BY_HOP,
                    ROUTING,
                    FRAGMENT,
                    AUTHENTICATION,
                    DESTINATION_OPTIONS,
                    MOBILITY,
                    HOST_IDENTITY,
                    SHIM6 ->
                    true;
            default -> false;
        };
    }

    private void addressFlow(int protocol) {
        frame.ipProtocol = protocol;
        frame.flow = flow(0, 0, KIND_IP | protocol);
    }

    private long flow(int sourcePort, int destinationPort, long kind) {
        return FlowHash.directed(
                FlowHash.endpoint(data, source, addressBytes, sourcePort),
                FlowHash.endpoint(data, destination, addressBytes, destinationPort),
                kind);
    }

    private void transport(int index, int protocol, long id, int fragmentOffset, boolean hasMore) {
        if (fragmentOffset != 0) {
            long key = fragmentKey(protocol, id);
            frame.flow = fragmentFlows.flowOf(key, flow(0, 0, key));
            return;
        }
        if (hasPorts(protocol)) {
            if (index > end - 4) {
                frame.fault = "cut off before the ports: protocol=" + protocol;
                return;
            }
            frame.sourcePort = Bytes.u16(data, index);
            frame.destinationPort = Bytes.u16(data, index + 2);
            frame.flow = flow(frame.sourcePort, frame.destinationPort, KIND_IP | protocol);
        }
        if (hasMore) {
            fragmentFlows.put(fragmentKey(protocol, id), frame.flow);
        }
    }

    /**
     * Says which packet a fragment belongs to: its addresses in this direction, protocol and id.
     */
    private long fragmentKey(int protocol, long id) {
        long addresses = FlowHash.endpoint(data, source, 2 * addressBytes, 0);
        return FlowHash.mix(addresses ^ KIND_FRAGMENT ^ id << 8 ^ protocol);
    }

    private static boolean hasPorts(int protocol) {
        return protocol == TCP
                || protocol == UDP
                || protocol == SCTP
                || protocol == DCCP
                || protocol == UDP_LITE;
    }
}

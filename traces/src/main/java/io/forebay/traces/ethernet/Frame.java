package io.forebay.traces.ethernet;

/**
 * What was decoded of one frame or packet; reused for the next.
 *
 * <p>Fields that were not in the frame, or lay behind its captured part, hold 0, -1 where 0 means
 * something.
 */
public final class Frame {
    /** VLAN tags that are kept; more are decoded past but not kept. */
    static final int MAX_TAGS = 4;

    final int[] vlanIds = new int[MAX_TAGS];
    int vlanCount;
    int vlanPriority;
    int dscp;
    int mplsTrafficClass;
    int etherType;
    int ipProtocol;
    int sourcePort;
    int destinationPort;
    int capturedInterface;
    long flow;
    String fault;
    final AoeHeader aoe = new AoeHeader();

    void clear(int interfaceNumber) {
        vlanCount = 0;
        vlanPriority = -1;
        dscp = -1;
        mplsTrafficClass = -1;
        etherType = 0;
        ipProtocol = -1;
        sourcePort = -1;
        destinationPort = -1;
        capturedInterface = interfaceNumber;
        flow = 0;
        fault = null;
        aoe.clear();
    }

    /**
     * Number of VLAN tags with a VLAN id, at most {@value #MAX_TAGS}; priority tags do not count.
     */
    public int vlanCount() {
        return vlanCount;
    }

    /** VLAN id of a tag, the outermost is 0. */
    public int vlanId(int tag) {
        return vlanIds[tag];
    }

    /** Priority (PCP) of the outermost VLAN or priority tag, 0 to 7; -1 without a tag. */
    public int vlanPriority() {
        return vlanPriority;
    }

    /** Differentiated services code point of the IP header, 0 to 63; -1 without one. */
    public int dscp() {
        return dscp;
    }

    /** Traffic class of the outermost MPLS label, 0 to 7; -1 without one. */
    public int mplsTrafficClass() {
        return mplsTrafficClass;
    }

    /** EtherType behind all tags; 0 for IEEE 802.3 frames without SNAP. */
    public int etherType() {
        return etherType;
    }

    /** Transport protocol behind all IPv6 extension headers; -1 without an IP header. */
    public int ipProtocol() {
        return ipProtocol;
    }

    /** Source port; -1 where the protocol or the fragment has none. */
    public int sourcePort() {
        return sourcePort;
    }

    /** Destination port; -1 where the protocol or the fragment has none. */
    public int destinationPort() {
        return destinationPort;
    }

    /** Number of the interface the frame was captured on. */
    public int capturedInterface() {
        return capturedInterface;
    }

    /**
     * Directed flow, 48 bits: the two directions of a flow differ in the lowest bit alone, unless
     * only one end is known (cooked captures without IP) or the labels differ (MPLS without IP).
     */
    public long flow() {
        return flow;
    }

    /** What did not fit or was cut off; null when everything decoded. */
    public String fault() {
        return fault;
    }

    /** The ATA over Ethernet header; not present in other frames. */
    public AoeHeader aoe() {
        return aoe;
    }
}

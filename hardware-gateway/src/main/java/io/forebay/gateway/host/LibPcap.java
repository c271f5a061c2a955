package io.forebay.gateway.host;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * The calls of libpcap 1.5 or newer that live capture needs, under libpcap's own names; pcap(3PCAP)
 * describes them.
 *
 * <p>JNA finds {@code libpcap.so} and versioned names such as {@code libpcap.so.0.8}.
 */
final class LibPcap {
    static final int ERROR_TEXT_BYTES = 256;
    static final int NANO_PRECISION = 1;
    static final int NETMASK_UNKNOWN = -1;
    static final int TIMED_OUT = 0;
    static final int PACKET = 1;
    static final int BREAK = -2;

    /** Bytes of {@code struct bpf_program}: a count, then a pointer to the instructions. */
    static final int PROGRAM_BYTES = 16;

    static final int PROGRAM_INSTRUCTIONS = 8;

    /**
     * Offsets in {@code struct pcap_pkthdr}: seconds, nanoseconds, captured and original length.
     */
    static final int HEADER_SECONDS = 0;

    static final int HEADER_NANOS = 8;
    static final int HEADER_CAPTURED = 16;
    static final int HEADER_ORIGINAL = 20;

    static {
        Native.register("pcap");
    }

    private LibPcap() {}

    static native Pointer pcap_create(String device, Pointer errorText);

    static native Pointer pcap_open_dead(int linkType, int snapBytes);

    static native int pcap_set_snaplen(Pointer handle, int bytes);

    static native int pcap_set_promisc(Pointer handle, int on);

    static native int pcap_set_timeout(Pointer handle, int millis);

    static native int pcap_set_immediate_mode(Pointer handle, int on);

    static native int pcap_set_buffer_size(Pointer handle, int bytes);

    static native int pcap_set_tstamp_precision(Pointer handle, int precision);

    static native int pcap_activate(Pointer handle);

    static native int pcap_datalink(Pointer handle);

    static native int pcap_next_ex(
            Pointer handle, PointerByReference header, PointerByReference data);

    static native void pcap_breakloop(Pointer handle);

    static native int pcap_compile(
            Pointer handle, Pointer program, String filter, int optimize, int netmask);

    static native void pcap_freecode(Pointer program);

    static native int pcap_offline_filter(Pointer program, Pointer header, Pointer data);

    static native int pcap_sendpacket(Pointer handle, byte[] frame, int bytes);

    static native int pcap_stats(Pointer handle, int[] receivedDroppedIgnored);

    static native String pcap_geterr(Pointer handle);

    static native String pcap_statustostr(int status);

    static native void pcap_close(Pointer handle);
}

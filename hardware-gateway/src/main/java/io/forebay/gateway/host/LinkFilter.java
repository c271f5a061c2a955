package io.forebay.gateway.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.StringJoiner;

/**
 * A filter in libpcap's language, compiled for Ethernet frames: twice, because frames that tc sees
 * may have their VLAN tag beside them and captured ones never do.
 */
final class LinkFilter implements AutoCloseable {
    static final int ETHERNET = 1;

    private static final int RETURN_CONSTANT = 0x06;
    private static final long MATCH = 0xffff_ffffL;

    private final Pointer deadHandle;
    private final Memory program = new Memory(LibPcap.PROGRAM_BYTES);
    private final String classifierBytecode;

    /**
     * Compiles a filter.
     *
     * @param liveHandle activated handle of the interface
     * @throws IllegalArgumentException when libpcap does not understand the filter
     */
    LinkFilter(String name, String expression, Pointer liveHandle, int snapBytes) {
        var live = new Memory(LibPcap.PROGRAM_BYTES);
        compile(liveHandle, live, name, expression);
        classifierBytecode = classifierBytecode(live);
        LibPcap.pcap_freecode(live);
        deadHandle = LibPcap.pcap_open_dead(ETHERNET, snapBytes);
        compile(deadHandle, program, name, expression);
    }

    private static void compile(Pointer handle, Memory into, String name, String expression) {
        int status = LibPcap.pcap_compile(handle, into, expression, 1, LibPcap.NETMASK_UNKNOWN);
        if (status != 0) {
            throw new IllegalArgumentException(
                    "filter of flow "
                            + name
                            + " is not understood: filter="
                            + expression
                            + ", reason="
                            + LibPcap.pcap_geterr(handle));
        }
    }

    /**
     * The program as tc takes it. Where the program returns the bytes to capture, the classifier
     * must return all ones, which stands for the class of its rule (cls_bpf_classify).
     */
    private static String classifierBytecode(Memory program) {
        int count = program.getInt(0);
        Pointer instructions = program.getPointer(LibPcap.PROGRAM_INSTRUCTIONS);
        var text = new StringJoiner(",").add(Integer.toString(count));
        for (int i = 0; i < count; i++) {
            long at = 8L * i;
            int code = Short.toUnsignedInt(instructions.getShort(at));
            long constant = Integer.toUnsignedLong(instructions.getInt(at + 4));
            if (code == RETURN_CONSTANT && constant != 0) {
                constant = MATCH;
            }
            text.add(
                    code
                            + " "
                            + Byte.toUnsignedInt(instructions.getByte(at + 2))
                            + " "
                            + Byte.toUnsignedInt(instructions.getByte(at + 3))
                            + " "
                            + constant);
        }
        return text.toString();
    }

    /** Bytecode for {@code tc filter … bpf bytecode}. */
    String classifierBytecode() {
        return classifierBytecode;
    }

    /** Whether a captured frame matches. The capturing thread. */
    boolean matches(Pointer header, Pointer frame) {
        return LibPcap.pcap_offline_filter(program, header, frame) != 0;
    }

    @Override
    public void close() {
        LibPcap.pcap_freecode(program);
        LibPcap.pcap_close(deadHandle);
    }
}

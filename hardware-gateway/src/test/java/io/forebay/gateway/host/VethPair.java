package io.forebay.gateway.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace of its own with two interfaces, {@code fb0} and {@code fb1}, that are the two
 * ends of one cable. Frames are sent as they are, past the host's network stack.
 */
final class VethPair implements AutoCloseable {
    static final String SENDING = "fb0";
    static final String RECEIVING = "fb1";

    private static final AtomicInteger COUNT = new AtomicInteger();

    final String namespace =
            "forebay-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

    /** Skips the test, with the reason, where namespaces or capturing cannot be had. */
    static VethPair create() {
        var pair = new VethPair();
        try {
            run("ip", "netns", "add", pair.namespace);
            pair.configure();
            new LibPcapProbe().check();
        } catch (IOException | LinkageError e) {
            pair.close();
            assumeTrue(false, "no network namespaces, tc or libpcap here: " + e.getMessage());
        }
        return pair;
    }

    private void configure() throws IOException {
        run(
                "ip", "-n", namespace, "link", "add", SENDING, "type", "veth", "peer", "name",
                RECEIVING);
        for (String name : List.of(SENDING, RECEIVING)) {
            // Without an address of its own the kernel sends nothing by itself.
            run("ip", "-n", namespace, "link", "set", name, "addrgenmode", "none");
            run("ip", "-n", namespace, "link", "set", name, "up");
        }
        tc("qdisc", "show", "dev", SENDING);
    }

    String tc(String... arguments) throws IOException {
        return new CommandLineTool(List.of("tc", "-n", namespace)).run(List.of(arguments));
    }

    static String run(String... command) throws IOException {
        return new CommandLineTool(List.of(command)).run(List.of());
    }

    /** Sends frames one after the other from a thread of its own. */
    Future<Void> send(List<byte[]> frames) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Void> sent =
                thread.submit(
                        () -> {
                            NetworkNamespace.enter(namespace);
                            sendAll(frames);
                            return null;
                        });
        thread.shutdown();
        return sent;
    }

    private static void sendAll(List<byte[]> frames) throws IOException {
        var errorText = new Memory(LibPcap.ERROR_TEXT_BYTES);
        Pointer handle = LibPcap.pcap_create(SENDING, errorText);
        try {
            if (LibPcap.pcap_activate(handle) < 0) {
                throw new IOException(LibPcap.pcap_geterr(handle));
            }
            for (byte[] frame : frames) {
                if (LibPcap.pcap_sendpacket(handle, frame, frame.length) != 0) {
                    throw new IOException(LibPcap.pcap_geterr(handle));
                }
            }
        } finally {
            LibPcap.pcap_close(handle);
        }
    }

    @Override
    public void close() {
        try {
            run("ip", "netns", "del", namespace);
        } catch (IOException e) {
            // There was none, which create has told already.
        }
    }

    /** Makes the library load, or say why it does not. */
    private static final class LibPcapProbe {
        void check() {
            LibPcap.pcap_statustostr(0);
        }
    }
}

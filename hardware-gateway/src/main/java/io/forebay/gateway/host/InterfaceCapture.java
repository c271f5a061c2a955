package io.forebay.gateway.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ethernet.Frame;
import io.forebay.traces.ethernet.FrameDecoder;
import io.forebay.traces.ethernet.FrameElements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures the frames that pass an interface, in both directions, through libpcap, on a thread of
 * its own. Functions are those of capture files, except that frames of a flow belong to the flow's
 * function, and frames without a VLAN to the interface's.
 */
final class InterfaceCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceCapture.class);
    private static final int WAIT_MILLIS = 100;
    private static final int KERNEL_BUFFER_BYTES = 16 << 20;
    private static final long STOP_MILLIS = 5_000;

    private final Thread thread;

    private final NetworkSettings settings;
    private final String deviceId;
    private final HostClock clock;
    private final Consumer<TrafficElement> sink;
    private final CompletableFuture<Map<String, String>> opened = new CompletableFuture<>();
    private final FrameDecoder decoder = new FrameDecoder();
    private final Frame frame = new Frame();
    private final FrameElements elements;
    private final List<Flow> flows = new ArrayList<>();
    private final byte[] data;
    private final Object handleLock = new Object();
    private Pointer openHandle;
    private volatile boolean closed;
    private volatile long droppedFrames;
    private volatile String failure;

    private record Flow(String functionId, LinkFilter filter) {}

    private InterfaceCapture(
            NetworkSettings settings,
            String deviceId,
            HostClock clock,
            Consumer<TrafficElement> sink) {
        this.settings = settings;
        this.deviceId = deviceId;
        this.clock = clock;
        this.sink = sink;
        this.data = new byte[settings.snapBytes()];
        this.elements = new FrameElements(deviceId, port -> settings.interfaceName());
        this.thread = new Thread(this::run, "capture-" + settings.interfaceName());
        thread.setDaemon(true);
    }

    /**
     * Begins to capture.
     *
     * @param sink takes the elements, on the capturing thread, times in event time
     * @throws IOException when libpcap is missing, the interface is not there, or capturing is not
     *     allowed
     * @throws IllegalArgumentException when a flow's filter is not understood
     */
    static InterfaceCapture open(
            NetworkSettings settings,
            String deviceId,
            HostClock clock,
            Consumer<TrafficElement> sink)
            throws IOException {
        var capture = new InterfaceCapture(settings, deviceId, clock, sink);
        capture.thread.start();
        try {
            capture.opened.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw new IllegalArgumentException(wrong.getMessage(), wrong);
            }
            throw new IOException(e.getCause().getMessage());
        } catch (InterruptedException e) {
            capture.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return capture;
    }

    /** Bytecode for tc of each flow, by name, in the order of the settings. */
    Map<String, String> classifiers() {
        return opened.join();
    }

    /** Frames the kernel had no room for. */
    long droppedFrames() {
        return droppedFrames;
    }

    /** Why capturing ended by itself; null while it did not. */
    String failure() {
        return failure;
    }

    private void run() {
        Pointer handle = null;
        try {
            settings.namespace().ifPresent(this::enterNamespace);
            handle = activate();
            hold(handle);
            opened.complete(compileFlows(handle));
            capture(handle);
        } catch (LinkageError e) {
            fail(new IOException("libpcap is not installed: " + firstLine(e)));
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            flows.forEach(flow -> flow.filter().close());
            hold(null);
            if (handle != null) {
                LibPcap.pcap_close(handle);
            }
        }
    }

    private void hold(Pointer handle) {
        synchronized (handleLock) {
            openHandle = handle;
        }
    }

    private void fail(Exception cause) {
        if (!opened.completeExceptionally(cause)) {
            failure = String.valueOf(cause.getMessage());
            LOG.error("capture on {} broke off", settings.interfaceName(), cause);
        }
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private void enterNamespace(String name) {
        try {
            NetworkNamespace.enter(name);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private Pointer activate() throws IOException {
        var errorText = new Memory(LibPcap.ERROR_TEXT_BYTES);
        errorText.clear();
        Pointer handle = LibPcap.pcap_create(settings.interfaceName(), errorText);
        if (handle == null) {
            throw new IOException(
                    "cannot capture on "
                            + settings.interfaceName()
                            + ": "
                            + errorText.getString(0));
        }
        LibPcap.pcap_set_snaplen(handle, settings.snapBytes());
        LibPcap.pcap_set_promisc(handle, 0);
        LibPcap.pcap_set_timeout(handle, WAIT_MILLIS);
        LibPcap.pcap_set_immediate_mode(handle, 1);
        LibPcap.pcap_set_buffer_size(handle, KERNEL_BUFFER_BYTES);
        LibPcap.pcap_set_tstamp_precision(handle, LibPcap.NANO_PRECISION);
        int status = LibPcap.pcap_activate(handle);
        String problem =
                status < 0
                        ? problem(status, LibPcap.pcap_geterr(handle))
                        : LibPcap.pcap_datalink(handle) == LinkFilter.ETHERNET
                                ? null
                                : "not an Ethernet interface: linkType="
                                        + LibPcap.pcap_datalink(handle);
        if (problem != null) {
            LibPcap.pcap_close(handle);
            throw new IOException(
                    "cannot capture on "
                            + settings.interfaceName()
                            + ", which takes CAP_NET_RAW: "
                            + problem.strip());
        }
        return handle;
    }

    private static String problem(int status, String detail) {
        return detail.isBlank() ? LibPcap.pcap_statustostr(status) : detail;
    }

    private Map<String, String> compileFlows(Pointer handle) {
        Map<String, String> classifiers = new LinkedHashMap<>();
        settings.flows()
                .forEach(
                        (name, expression) -> {
                            var filter =
                                    new LinkFilter(name, expression, handle, settings.snapBytes());
                            flows.add(new Flow(Functions.idOf(deviceId, name), filter));
                            classifiers.put(name, filter.classifierBytecode());
                        });
        return classifiers;
    }

    private void capture(Pointer handle) throws IOException {
        var header = new PointerByReference();
        var bytes = new PointerByReference();
        int[] statistics = new int[3];
        while (!closed) {
            int status = LibPcap.pcap_next_ex(handle, header, bytes);
            if (status == LibPcap.PACKET) {
                sink.accept(element(header.getValue(), bytes.getValue()));
            } else if (status == LibPcap.TIMED_OUT) {
                LibPcap.pcap_stats(handle, statistics);
                droppedFrames = Integer.toUnsignedLong(statistics[1]);
            } else if (status != LibPcap.BREAK) {
                throw new IOException(LibPcap.pcap_geterr(handle));
            }
        }
        LibPcap.pcap_stats(handle, statistics);
        droppedFrames = Integer.toUnsignedLong(statistics[1]);
    }

    private TrafficElement element(Pointer header, Pointer bytes) {
        long stampNanos =
                header.getLong(LibPcap.HEADER_SECONDS) * 1_000_000_000L
                        + header.getLong(LibPcap.HEADER_NANOS);
        int captured = Math.min(data.length, header.getInt(LibPcap.HEADER_CAPTURED));
        long original = Integer.toUnsignedLong(header.getInt(LibPcap.HEADER_ORIGINAL));
        bytes.read(0, data, 0, captured);
        decoder.decodeEthernet(data, 0, captured, original, 0, frame);
        TrafficElement element = elements.toElement(frame, clock.eventNanos(stampNanos), original);
        for (Flow flow : flows) {
            if (flow.filter().matches(header, bytes)) {
                element.setFunctionId(flow.functionId());
                break;
            }
        }
        return element;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (handleLock) {
            if (openHandle != null) {
                // The thread may wait for a frame: the kernel need not heed the time limit.
                LibPcap.pcap_breakloop(openHandle);
            }
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

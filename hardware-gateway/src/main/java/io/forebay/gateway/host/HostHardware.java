package io.forebay.gateway.host;

import io.forebay.gateway.GatewayHardware;
import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.HardwareParts;
import io.forebay.gateway.Pacing;
import io.forebay.gateway.control.CommandSink;
import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.workload.Arrivals;
import io.forebay.gateway.workload.DemandWindows;
import io.forebay.gateway.workload.WorkloadFailedException;
import io.forebay.gateway.workload.WorkloadSource;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.schemas.gateway.v1.Action;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.HardwareKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A Linux host behind the gateway's service. It sees the frames of an interface and carries out the
 * requests of a workload on files; it obeys priority tags and prefetch commands as far as the
 * kernel lets it, and refuses the rest. Times are those of {@link HostClock}.
 */
public final class HostHardware implements GatewayHardware {
    private static final int ELEMENTS_AT_ONCE = 256;
    private static final long LONGEST_WAIT_NANOS = 100_000_000;

    /**
     * The device's clock lags: all that is earlier has been reported, and frames need their time.
     */
    private static final long LAG_NANOS = 20_000_000;

    private final HardwareParts parts;
    private final HostSettings settings;
    private final HostClock clock;
    private final HostQueue arrived;
    private final Arrivals arrivals;
    private final DemandWindows windows;
    private HostWorkload workload;
    private HostStorage storage;
    private InterfaceCapture capture;
    private TrafficControl trafficControl;
    private HostCommands commands;
    private boolean unpublished;
    private volatile long completed;
    private volatile long clockNanos;

    private HostHardware(HardwareParts parts, HostSettings settings, HostClock clock) {
        this.parts = parts;
        this.settings = settings;
        this.clock = clock;
        this.arrived = new HostQueue(parts.intake());
        this.arrivals = Arrivals.pushed(parts.settings(), parts.functions(), parts.deadLetters());
        this.windows = new DemandWindows(new WindowGrid(parts.settings().window().toMillis()));
    }

    /**
     * Starts a gateway on this host.
     *
     * @param workload requests for the files, whose functions have the files' names; null without
     * @throws IOException when a file, the interface, libpcap or tc cannot be had, or the port is
     *     taken; the message says what is missing
     */
    public static GatewayServer start(
            GatewaySettings settings, HostSettings host, WorkloadSource workload)
            throws IOException {
        return GatewayServer.startOn(
                settings, parts -> open(parts, host, workload, HostClock.system()));
    }

    /** The hardware alone, with the clock of choice. */
    static HostHardware open(
            HardwareParts parts, HostSettings settings, WorkloadSource workload, HostClock clock)
            throws IOException {
        var hardware = new HostHardware(parts, settings, clock);
        try {
            hardware.openParts(workload);
        } catch (IOException | RuntimeException e) {
            hardware.close();
            throw e;
        }
        return hardware;
    }

    private void openParts(WorkloadSource source) throws IOException {
        String deviceId = parts.settings().deviceId();
        storage =
                new HostStorage(
                        deviceId,
                        settings,
                        source != null,
                        parts.intake(),
                        clock,
                        this::clockNanos,
                        this::append);
        settings.files().keySet().forEach(this::declare);
        if (source != null) {
            workload =
                    new HostWorkload(
                            source.open(parts.deadLetters()),
                            deviceId,
                            speed(),
                            clock,
                            arrived::put);
        }
        if (settings.network().isPresent()) {
            NetworkSettings network = settings.network().get();
            declare(network.interfaceName());
            network.flows().keySet().forEach(this::declare);
            capture = InterfaceCapture.open(network, deviceId, clock, arrived::offer);
            if (network.rateBitsPerSecond().isPresent()) {
                trafficControl = TrafficControl.install(network, capture.classifiers());
            }
        }
        commands =
                new HostCommands(
                        deviceId, storage, trafficControl, clock, parts.counts(), this::append);
    }

    private double speed() {
        return parts.settings().pacing() instanceof Pacing.Live live ? live.speed() : 1;
    }

    private void declare(String name) {
        parts.functions().declare(Functions.idOf(parts.settings().deviceId(), name));
    }

    @Override
    public void describe(Capabilities.Builder capabilities) {
        capabilities
                .setHardware(HardwareKind.HARDWARE_KIND_LINUX_HOST)
                .setHardwareDetail(detail())
                .setPrefetchBlocksPerFunction(
                        settings.files().isEmpty() ? 0 : settings.prefetchBlocksPerFile());
        if (trafficControl != null) {
            capabilities.addActions(Action.ACTION_TAG);
        }
        if (!settings.files().isEmpty()) {
            capabilities.addActions(Action.ACTION_PREFETCH);
        }
    }

    private String detail() {
        String files = settings.files().isEmpty() ? "" : ", files " + settings.files().size();
        return "Linux host"
                + settings.network()
                        .map(
                                network ->
                                        ", interface "
                                                + network.interfaceName()
                                                + (trafficControl == null
                                                        ? " (captured only)"
                                                        : " (captured, ordered by tc)"))
                        .orElse("")
                + files;
    }

    @Override
    public long capturedElements(String functionId) {
        return parts.functions().known(functionId);
    }

    @Override
    public int mostPrefetchBlocks() {
        return settings.prefetchBlocksPerFile();
    }

    /** Commands act from the beginning; a workload may wait for somebody to capture it. */
    @Override
    public boolean startsAtOnce() {
        return true;
    }

    @Override
    public CommandSink commands() {
        return commands;
    }

    @Override
    public void run() throws InterruptedException {
        boolean waitsForSubscriber =
                !(parts.settings().pacing() instanceof Pacing.Live live)
                        || live.waitForSubscriber();
        boolean isWaiting = workload != null;
        while (!isOver()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            parts.intake().poll();
            if (isWaiting && (!waitsForSubscriber || parts.log().readerCount() > 0)) {
                isWaiting = false;
                workload.start();
            }
            boolean isMore = takeElements();
            advance();
            publish();
            if (!isMore) {
                parts.intake().await(waitNanos());
            }
        }
    }

    private boolean isOver() {
        if (capture != null && capture.failure() != null) {
            throw new WorkloadFailedException("capture broke off: " + capture.failure());
        }
        boolean isDone =
                workload != null && capture == null && workload.isEnded() && arrived.isEmpty();
        boolean isLate =
                parts.settings().durationLimit().isPresent()
                        && arrivals.firstNanos() >= 0
                        && clock.nowNanos() - arrivals.firstNanos()
                                >= parts.settings().durationLimit().getAsLong();
        return isDone || isLate || arrivals.isOver();
    }

    /** Takes some of what has come; true when there is more. */
    private boolean takeElements() {
        for (int i = 0; i < ELEMENTS_AT_ONCE; i++) {
            TrafficElement element = arrived.poll();
            if (element == null) {
                return false;
            }
            take(element);
        }
        return true;
    }

    private void take(TrafficElement element) {
        boolean isFrame = isOfNetwork(element);
        String violation = isFrame ? null : storage.violation(element);
        if (violation != null) {
            arrivals.pushRefused(element, violation);
            return;
        }
        TrafficElement captured = arrivals.push(element, clockNanos);
        if (captured == null) {
            return;
        }
        windows.arrived(captured.getEventTimeNanos());
        append(captured);
        if (!isFrame) {
            storage.read(captured);
        }
    }

    private static boolean isOfNetwork(TrafficElement element) {
        return element.getKind() == ElementKind.ETHERNET;
    }

    private void advance() {
        long now = clock.nowNanos();
        if (arrived.isEmpty()) {
            clockNanos = Math.max(clockNanos, now - LAG_NANOS);
        }
        while (windows.nextTickNanos() <= clockNanos) {
            long tickNanos = windows.nextTickNanos();
            windows.tick();
            append(new ClockTick(parts.settings().deviceId(), tickNanos));
        }
        storage.advanceTo(now);
        commands.advanceTo(now);
        completed = storage.completed();
    }

    private long waitNanos() {
        long next = Math.min(storage.nextNanos(), commands.nextNanos());
        if (windows.nextTickNanos() != Long.MAX_VALUE) {
            next = Math.min(next, windows.nextTickNanos() + LAG_NANOS);
        }
        return next == Long.MAX_VALUE
                ? LONGEST_WAIT_NANOS
                : Math.min(LONGEST_WAIT_NANOS, next - clock.nowNanos());
    }

    private void append(Object body) {
        try {
            parts.log().append(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
        unpublished = true;
    }

    private void publish() {
        if (unpublished) {
            unpublished = false;
            parts.log().publish();
        }
    }

    @Override
    public void end() {
        arrivals.end();
    }

    @Override
    public boolean isEndAsked() {
        return arrivals.isEndAsked();
    }

    /** Waits for the requests under way, and reports the time. */
    @Override
    public void finish() {
        try {
            while (storage.pending() > 0) {
                parts.intake().await(LONGEST_WAIT_NANOS);
                parts.intake().poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
        completed = storage.completed();
        clockNanos = Math.max(clock.nowNanos(), windows.activeEndNanos());
        append(new ClockTick(parts.settings().deviceId(), clockNanos));
        reportLost();
        publish();
    }

    private void reportLost() {
        long dropped = arrived.lost() + (capture == null ? 0 : capture.droppedFrames());
        if (dropped > 0) {
            parts.deadLetters()
                    .accept(
                            new DeadLetter(
                                    parts.settings().deviceId(),
                                    arrivals.read(),
                                    "element",
                                    "frames passed too fast to be captured: frames=" + dropped,
                                    ""));
        }
    }

    @Override
    public Elements elements() {
        return new Elements(arrivals.read(), arrivals.refused(), arrivals.captured(), completed);
    }

    @Override
    public DeviceFigures figures() {
        return HostReport.figures(arrivals, parts, storage, commands);
    }

    @Override
    public long clockNanos() {
        return clockNanos;
    }

    /** Priorities as the kernel has them now, by function name. Any thread. */
    Map<String, Integer> priorities() throws IOException {
        return trafficControl == null ? Map.of() : trafficControl.read();
    }

    @Override
    public GatewayReport report(String failure) {
        return HostReport.build(
                parts,
                arrivals,
                storage,
                commands,
                workload == null ? null : workload.readError(),
                clockNanos,
                failure);
    }

    @Override
    public void close() throws IOException {
        if (workload != null) {
            workload.close();
        }
        if (capture != null) {
            capture.close();
        }
        if (trafficControl != null) {
            trafficControl.close();
        }
        if (storage != null) {
            storage.close();
        }
    }
}

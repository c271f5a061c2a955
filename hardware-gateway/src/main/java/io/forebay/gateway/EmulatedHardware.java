package io.forebay.gateway;

import io.forebay.gateway.control.CommandSink;
import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.ring.EarlierLife;
import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.ring.RingSource;
import io.forebay.gateway.workload.Arrivals;
import io.forebay.gateway.workload.DeviceTimeline;
import io.forebay.gateway.workload.Driver;
import io.forebay.gateway.workload.Drivers;
import io.forebay.gateway.workload.WorkloadSource;
import io.forebay.schemas.gateway.v1.Action;
import io.forebay.schemas.gateway.v1.BufferMode;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.HardwareKind;
import io.forebay.schemas.gateway.v1.Rings;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An emulated offload engine that carries a workload. */
final class EmulatedHardware implements GatewayHardware, FunctionDomain {
    private static final Logger LOG = LoggerFactory.getLogger(EmulatedHardware.class);

    private final HardwareParts parts;
    private final TraceReader reader;
    private final Arrivals arrivals;
    private final DeviceTimeline timeline;
    private final Driver driver;

    /** Null where the rings are on the heap. */
    private final RingDirectory rings;

    private EmulatedHardware(HardwareParts parts, TraceReader reader, RingDirectory rings) {
        this.parts = parts;
        this.reader = reader;
        this.rings = rings;
        GatewaySettings settings = parts.settings();
        arrivals = new Arrivals(reader, settings, parts.functions(), parts.deadLetters());
        timeline = timeline(settings);
        driver = Drivers.of(settings, timeline, parts.intake(), parts.counts());
    }

    static EmulatedHardware open(HardwareParts parts, WorkloadSource workload) throws IOException {
        RingDirectory rings = openRings(parts.settings());
        TraceReader reader = null;
        try {
            reader = workload.open(parts.deadLetters());
            return new EmulatedHardware(parts, reader, rings);
        } catch (IOException | RuntimeException e) {
            if (reader != null) {
                reader.close();
            }
            if (rings != null) {
                rings.close();
            }
            throw e;
        }
    }

    private static RingDirectory openRings(GatewaySettings settings) throws IOException {
        return settings.ringDirectory().isEmpty()
                ? null
                : RingDirectory.open(
                        settings.ringDirectory().get(),
                        settings.deviceId(),
                        settings.engine().historyLength());
    }

    private DeviceTimeline timeline(GatewaySettings settings) {
        if (rings == null) {
            return new DeviceTimeline(settings, arrivals, parts.log(), RingSource.onHeap(), null);
        }
        String reset = rings.earlierLife().map(EarlierLife::describe).orElse(null);
        if (reset != null) {
            LOG.info("{}: {}", settings.deviceId(), reset);
        }
        return new DeviceTimeline(settings, arrivals, parts.log(), rings, reset);
    }

    @Override
    public void describe(Capabilities.Builder capabilities) {
        int prefetchBlocks = parts.settings().engine().prefetchBlocksPerFunction();
        capabilities
                .setHardware(HardwareKind.HARDWARE_KIND_EMULATED)
                .setHardwareDetail("emulated offload engine, " + parts.settings().pacing().label())
                .setBufferBudgetBytes(parts.settings().engine().bufferBudgetBytes())
                .setBufferMode(BufferMode.BUFFER_MODE_POOL)
                .setRingEntriesPerFunction(parts.settings().engine().historyLength())
                .setPrefetchBlocksPerFunction(prefetchBlocks)
                .addActions(Action.ACTION_TAG)
                .addActions(Action.ACTION_ALLOCATE)
                .addActions(Action.ACTION_MODEL_UPDATE);
        if (prefetchBlocks > 0) {
            capabilities.addActions(Action.ACTION_PREFETCH);
        }
    }

    @Override
    public long capturedElements(String functionId) {
        return parts.functions().captured(functionId);
    }

    @Override
    public int mostPrefetchBlocks() {
        return Math.max(1, parts.settings().engine().prefetchBlocksPerFunction());
    }

    @Override
    public boolean startsAtOnce() {
        return parts.settings().pacing() instanceof Pacing.Live live && !live.waitForSubscriber();
    }

    @Override
    public CommandSink commands() {
        return driver.commands();
    }

    @Override
    public void run() throws InterruptedException {
        driver.run();
    }

    @Override
    public void end() {
        arrivals.end();
    }

    @Override
    public boolean isEndAsked() {
        return arrivals.isEndAsked();
    }

    @Override
    public void finish() {
        timeline.finish();
    }

    @Override
    public Elements elements() {
        return new Elements(
                arrivals.read(), arrivals.refused(), arrivals.captured(), timeline.completed());
    }

    @Override
    public DeviceFigures figures() {
        return timeline.engine().statistics().figures();
    }

    @Override
    public long clockNanos() {
        return timeline.clockNanos();
    }

    @Override
    public GatewayReport report(String failure) {
        return ReportBuilder.build(
                parts.settings(),
                arrivals,
                timeline,
                parts.counts(),
                parts.deadLetters(),
                parts.log(),
                failure);
    }

    @Override
    public Optional<FunctionDomain> functionDomain() {
        return Optional.of(this);
    }

    @Override
    public long reset(String reason) {
        long before = timeline.engine().statistics().lostElements();
        timeline.reset(reason);
        return timeline.engine().statistics().lostElements() - before;
    }

    @Override
    public boolean setLogging(String functionId, boolean isOn) {
        return timeline.engine().setLogging(functionId, isOn);
    }

    @Override
    public Rings rings() {
        Rings.Builder answer = Rings.newBuilder();
        if (rings != null) {
            answer.setDirectory(rings.path().toString())
                    .setGeneration(rings.generation())
                    .setRefusedResizes(rings.refusedResizes())
                    .setRingsWithoutRoom(rings.ringsWithoutRoom());
        }
        return answer.build();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } finally {
            if (rings != null) {
                rings.close();
            }
        }
    }
}

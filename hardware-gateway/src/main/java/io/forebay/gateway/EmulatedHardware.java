package io.forebay.gateway;

import io.forebay.gateway.control.CommandSink;
import io.forebay.gateway.workload.Arrivals;
import io.forebay.gateway.workload.DeviceTimeline;
import io.forebay.gateway.workload.Driver;
import io.forebay.gateway.workload.Drivers;
import io.forebay.gateway.workload.WorkloadSource;
import io.forebay.schemas.gateway.v1.Action;
import io.forebay.schemas.gateway.v1.BufferMode;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.HardwareKind;
import io.forebay.traces.TraceReader;
import java.io.IOException;

/** An emulated offload engine that carries a workload. */
final class EmulatedHardware implements GatewayHardware {
    private final HardwareParts parts;
    private final TraceReader reader;
    private final Arrivals arrivals;
    private final DeviceTimeline timeline;
    private final Driver driver;

    private EmulatedHardware(HardwareParts parts, TraceReader reader) {
        this.parts = parts;
        this.reader = reader;
        GatewaySettings settings = parts.settings();
        arrivals = new Arrivals(reader, settings, parts.functions(), parts.deadLetters());
        timeline = new DeviceTimeline(settings, arrivals, parts.log());
        driver = Drivers.of(settings, timeline, parts.intake(), parts.counts());
    }

    static EmulatedHardware open(HardwareParts parts, WorkloadSource workload) throws IOException {
        TraceReader reader = workload.open(parts.deadLetters());
        try {
            return new EmulatedHardware(parts, reader);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
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
    public void close() throws IOException {
        reader.close();
    }
}

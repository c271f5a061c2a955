package io.forebay.jobs.cli;

import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** The gateway a command starts: its workload, its device, and how its clock runs. */
public final class GatewayOptions {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    @Mixin private WorkloadOptions workload = new WorkloadOptions();
    @Mixin private DeviceOptions device = new DeviceOptions();
    @Mixin private RingOptions rings = new RingOptions();

    /** The workload alone. */
    public WorkloadOptions workload() {
        return workload;
    }

    /** Where the rings lie. */
    RingOptions rings() {
        return rings;
    }

    /**
     * Settings of the gateway, checked; a wrong option fails as a wrong call.
     *
     * @param port to listen on, 0 for any free one
     * @param ringDirectory where the rings lie
     */
    public GatewaySettings settings(int port, Path ringDirectory) {
        workload.validate();
        GatewaySettings.Builder settings =
                GatewaySettings.builder(workload.deviceName())
                        .engine(device.engine(workload.deviceName()))
                        .port(port)
                        .ringDirectory(ringDirectory)
                        .pacing(pacing());
        if (workload.durationNanos() > 0) {
            settings.durationLimit(Duration.ofNanos(workload.durationNanos()));
        }
        if (workload.limit() > 0) {
            settings.elementLimit(workload.limit());
        }
        return settings.build();
    }

    private Pacing pacing() {
        Duration controlDelay = device.controlDelay();
        return workload.speed().isMax()
                ? new Pacing.Lockstep(controlDelay, ANSWER_TIMEOUT)
                : Pacing.live(workload.speed().factor());
    }
}

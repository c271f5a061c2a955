package io.forebay.jobs.cli;

import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** The gateway a command starts: its workload, its device, and how its clock runs. */
public final class GatewayOptions {
    private static final int UNLIMITED = 1_000_000_000;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    @Mixin private WorkloadOptions workload = new WorkloadOptions();
    @Mixin private DeviceOptions device = new DeviceOptions();

    /** The workload alone. */
    public WorkloadOptions workload() {
        return workload;
    }

    /**
     * Settings of a gateway for a job in this process, checked; a wrong option fails as a wrong
     * call. It serves without TLS and limits of rate, on any free port of a loopback address.
     */
    public GatewaySettings settings() {
        return builder()
                .security(TransportSecurity.plaintext())
                .transportLimits(TransportLimits.defaults().withClientRates(UNLIMITED, UNLIMITED))
                .build();
    }

    /** The same for others to complete. */
    GatewaySettings.Builder builder() {
        workload.validate();
        GatewaySettings.Builder settings =
                GatewaySettings.builder(workload.deviceName())
                        .engine(device.engine(workload.deviceName()))
                        .pacing(pacing());
        if (workload.durationNanos() > 0) {
            settings.durationLimit(Duration.ofNanos(workload.durationNanos()));
        }
        if (workload.limit() > 0) {
            settings.elementLimit(workload.limit());
        }
        return settings;
    }

    private Pacing pacing() {
        Duration controlDelay = device.controlDelay();
        return workload.speed().isMax()
                ? new Pacing.Lockstep(controlDelay, ANSWER_TIMEOUT)
                : Pacing.live(workload.speed().factor());
    }
}

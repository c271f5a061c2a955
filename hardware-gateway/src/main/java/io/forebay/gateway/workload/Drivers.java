package io.forebay.gateway.workload;

import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.LockstepGate;

/** Chooses how the emulated device moves through its workload. */
public final class Drivers {
    private Drivers() {}

    /** The driver for the pacing of the settings. */
    public static Driver of(
            GatewaySettings settings,
            DeviceTimeline timeline,
            CommandIntake intake,
            CommandCounts counts) {
        Pacing pacing = settings.pacing();
        if (pacing instanceof Pacing.Live live) {
            return new LiveDriver(timeline, intake, counts, live);
        }
        var gate = new LockstepGate(settings.limits().maxBatchCommands(), counts);
        return new LockstepDriver(
                timeline, intake, counts, gate, settings.deviceId(), (Pacing.Lockstep) pacing);
    }
}

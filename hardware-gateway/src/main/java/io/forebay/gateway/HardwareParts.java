package io.forebay.gateway;

import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.workload.DeadLetterLog;
import io.forebay.gateway.workload.FunctionTable;
import java.io.IOException;

/**
 * What a gateway shares with its hardware.
 *
 * @param settings of the gateway; hardware that is no engine uses of them the device's id, the
 *     demand window and the limits
 * @param functions whose elements came; the engine's thread writes
 * @param log takes what is captured
 * @param intake where the engine's thread waits for commands
 * @param counts of commands by what became of them
 * @param deadLetters takes what cannot be used
 */
public record HardwareParts(
        GatewaySettings settings,
        FunctionTable functions,
        CaptureLog log,
        CommandIntake intake,
        CommandCounts counts,
        DeadLetterLog deadLetters) {

    /** Makes hardware for a gateway that is being set up. */
    @FunctionalInterface
    public interface Factory {
        /** Opens it; called once, before the gateway serves. */
        GatewayHardware open(HardwareParts parts) throws IOException;
    }
}

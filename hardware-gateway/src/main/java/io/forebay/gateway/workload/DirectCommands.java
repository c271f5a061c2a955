package io.forebay.gateway.workload;

import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.gateway.v1.CommandStatus;

/** Lets a command act at once and turns the engine's word into an answer. */
final class DirectCommands {
    private DirectCommands() {}

    static CommandOutcome apply(
            DeviceTimeline timeline, ControlCommand command, CommandCounts counts) {
        CommandStatus status = timeline.apply(command);
        counts.answered(status);
        if (command.getBody() instanceof ModelUpdate
                && status != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            return new CommandOutcome(status, timeline.modelRefusal());
        }
        return switch (status) {
            case COMMAND_STATUS_ACCEPTED -> CommandOutcome.ACCEPTED;
            case COMMAND_STATUS_EXPIRED ->
                    new CommandOutcome(
                            status,
                            "expired: expiresAtNanos="
                                    + command.getExpiresAtNanos()
                                    + ", clockNanos="
                                    + timeline.clockNanos());
            case COMMAND_STATUS_INVALID ->
                    CommandOutcome.invalid("the engine cannot use it: command=" + brief(command));
            default -> new CommandOutcome(status, "");
        };
    }

    private static String brief(ControlCommand command) {
        return command.getBody().getClass().getSimpleName() + " " + command.getSequence();
    }
}

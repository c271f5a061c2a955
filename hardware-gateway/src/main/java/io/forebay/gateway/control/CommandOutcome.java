package io.forebay.gateway.control;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.gateway.v1.CommandStatus;

/**
 * What a command is answered with.
 *
 * @param detail one line for a person; empty where the status says all
 */
public record CommandOutcome(CommandStatus status, String detail) {
    public static final CommandOutcome ACCEPTED =
            new CommandOutcome(CommandStatus.COMMAND_STATUS_ACCEPTED, "");

    public CommandOutcome {
        requireNonNull(status, "status");
        requireNonNull(detail, "detail");
    }

    /** The command cannot be used as it is. */
    public static CommandOutcome invalid(String detail) {
        return new CommandOutcome(CommandStatus.COMMAND_STATUS_INVALID, detail);
    }
}

package io.forebay.gateway.model;

import io.forebay.schemas.gateway.v1.CommandStatus;

/**
 * What a model update is answered with.
 *
 * @param detail why it was refused, one line for a person; empty where it was not
 */
public record ModelAnswer(CommandStatus status, String detail) {
    static final ModelAnswer ACCEPTED = new ModelAnswer(CommandStatus.COMMAND_STATUS_ACCEPTED, "");

    static ModelAnswer invalid(String detail) {
        return new ModelAnswer(CommandStatus.COMMAND_STATUS_INVALID, detail);
    }

    static ModelAnswer outdated(String detail) {
        return new ModelAnswer(CommandStatus.COMMAND_STATUS_EXPIRED, detail);
    }

    /** Whether the update is in force now. */
    public boolean isAccepted() {
        return status == CommandStatus.COMMAND_STATUS_ACCEPTED;
    }
}

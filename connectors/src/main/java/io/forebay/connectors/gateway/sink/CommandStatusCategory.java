package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.CommandStatus;

/** What the sink does about a command, given the gateway's answer. */
enum CommandStatusCategory {
    /** It has arrived; what it did is reported on the capture. */
    ACCEPTED,
    /** Worth sending again. */
    RETRY,
    /** Can never be used: counted and forgotten. Failing the job would only replay it. */
    DROP,
    /** This attempt of the job must stop. */
    FAIL;

    static CommandStatusCategory of(CommandStatus status) {
        return switch (status) {
            case COMMAND_STATUS_ACCEPTED -> ACCEPTED;
            case COMMAND_STATUS_BUSY -> RETRY;
            case COMMAND_STATUS_STALE_EPOCH -> FAIL;
            case COMMAND_STATUS_UNKNOWN_TARGET,
                    COMMAND_STATUS_UNSUPPORTED,
                    COMMAND_STATUS_EXPIRED,
                    COMMAND_STATUS_INVALID,
                    COMMAND_STATUS_UNSPECIFIED,
                    UNRECOGNIZED ->
                    DROP;
        };
    }
}

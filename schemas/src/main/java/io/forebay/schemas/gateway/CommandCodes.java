package io.forebay.schemas.gateway;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.CommandStatus;

/** What a gateway's own statuses mean in the canonical codes of RPC. Stateless; any thread. */
public final class CommandCodes {
    private CommandCodes() {}

    /** The canonical code of a status; {@code UNKNOWN} where this version does not know it. */
    public static Code of(CommandStatus status) {
        return switch (status) {
            case COMMAND_STATUS_ACCEPTED -> Code.OK;
            case COMMAND_STATUS_STALE_EPOCH -> Code.PERMISSION_DENIED;
            case COMMAND_STATUS_UNKNOWN_TARGET -> Code.NOT_FOUND;
            case COMMAND_STATUS_UNSUPPORTED -> Code.UNIMPLEMENTED;
            case COMMAND_STATUS_EXPIRED -> Code.DEADLINE_EXCEEDED;
            case COMMAND_STATUS_INVALID -> Code.INVALID_ARGUMENT;
            case COMMAND_STATUS_BUSY -> Code.RESOURCE_EXHAUSTED;
            case COMMAND_STATUS_FORGOTTEN -> Code.OUT_OF_RANGE;
            case COMMAND_STATUS_UNSPECIFIED, UNRECOGNIZED -> Code.UNKNOWN;
        };
    }
}

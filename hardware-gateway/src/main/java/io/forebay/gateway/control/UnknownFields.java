package io.forebay.gateway.control;

import com.google.protobuf.UnknownFieldSet;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.FunctionShare;

/**
 * Finds what a later version of the interface put into a command. Obeying the rest would be obeying
 * something else than was asked for.
 */
final class UnknownFields {
    private static final int MAX_NAMED = 8;

    private UnknownFields() {}

    /** The refusal of a command with fields this version does not know; null without such. */
    static CommandOutcome refusal(Command command) {
        CommandOutcome refusal = refusal("command", command.getUnknownFields());
        if (refusal != null) {
            return refusal;
        }
        return switch (command.getBodyCase()) {
            case PRIORITY_TAG ->
                    refusal("priority tag", command.getPriorityTag().getUnknownFields());
            case PREFETCH -> refusal("prefetch", command.getPrefetch().getUnknownFields());
            case ALLOCATION -> {
                CommandOutcome outcome =
                        refusal("allocation", command.getAllocation().getUnknownFields());
                for (FunctionShare share : command.getAllocation().getSharesList()) {
                    outcome =
                            outcome != null ? outcome : refusal("share", share.getUnknownFields());
                }
                yield outcome;
            }
            case MODEL_UPDATE ->
                    refusal("model update", command.getModelUpdate().getUnknownFields());
            case BODY_NOT_SET -> null;
        };
    }

    private static CommandOutcome refusal(String part, UnknownFieldSet fields) {
        return fields.isEmpty()
                ? null
                : new CommandOutcome(
                        CommandStatus.COMMAND_STATUS_UNSUPPORTED,
                        part
                                + " has fields this gateway does not know: numbers="
                                + fields.asMap().keySet().stream().limit(MAX_NAMED).toList());
    }
}

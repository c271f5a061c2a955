package io.forebay.connectors.gateway;

import io.forebay.schemas.gateway.CommandCodes;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.function.Function;

/** Answers of a {@link FakeGateway}. */
public final class Answers {
    private Answers() {}

    public static CommandBatchResult acceptAll(CommandBatch batch) {
        return each(batch, command -> CommandStatus.COMMAND_STATUS_ACCEPTED);
    }

    public static CommandBatchResult each(
            CommandBatch batch, Function<Command, CommandStatus> status) {
        var result = CommandBatchResult.newBuilder().setBatchId(batch.getBatchId());
        for (Command command : batch.getCommandsList()) {
            CommandStatus answer = status.apply(command);
            result.addResults(
                    CommandResult.newBuilder()
                            .setTarget(command.getTarget())
                            .setSequence(command.getSequence())
                            .setStatus(answer)
                            .setCode(CommandCodes.of(answer))
                            .setDetail("by script"));
        }
        return result.build();
    }
}

package io.forebay.gateway.control;

import io.forebay.schemas.gateway.CommandCodes;
import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers command batches: refuses those of a controller that is not in force, recognises repeats,
 * checks, and passes on what is left. The engine's thread only, which applies the commands too.
 *
 * <p>A command is known by (epoch, target, sequence). Model updates are numbered apart from a
 * device's allocations, and for each subtask, because their sequence is the number of requests it
 * was trained on. Results of the newest commands of each target are remembered for the epoch in
 * force.
 */
public final class CommandProcessor {
    private static final CommandOutcome STALE =
            new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_STALE_EPOCH, "another controller is in force");

    private final Controllers controllers;
    private final CommandRules rules;
    private final CommandSink sink;
    private final CommandCounts counts;
    private final int repeatWindow;
    private final int maxBatchCommands;
    private final Map<String, RepeatWindow> repeats = new HashMap<>();
    private final Map<Integer, RepeatWindow> modelRepeats = new HashMap<>();
    private long term;

    public CommandProcessor(
            Controllers controllers,
            CommandRules rules,
            CommandSink sink,
            CommandCounts counts,
            int repeatWindow,
            int maxBatchCommands) {
        this.controllers = controllers;
        this.rules = rules;
        this.sink = sink;
        this.counts = counts;
        this.repeatWindow = repeatWindow;
        this.maxBatchCommands = maxBatchCommands;
    }

    /** One result per command, in order. Wrong input is answered, never thrown. */
    CommandBatchResult process(CommandBatch batch, Candidate sender) {
        if (term != controllers.term()) {
            term = controllers.term();
            repeats.clear();
            modelRepeats.clear();
        }
        boolean isStale = !controllers.isInForce(sender);
        CommandOutcome refusal = isStale ? STALE : violation(batch, sender);
        var result = CommandBatchResult.newBuilder().setBatchId(batch.getBatchId());
        for (Command command : batch.getCommandsList()) {
            CommandOutcome outcome = refusal;
            if (outcome == null) {
                outcome = answer(command);
            } else if (isStale) {
                counts.fenced();
            } else {
                counts.answered(outcome.status());
            }
            result.addResults(
                    CommandResult.newBuilder()
                            .setTarget(command.getTarget())
                            .setSequence(command.getSequence())
                            .setStatus(outcome.status())
                            .setCode(CommandCodes.of(outcome.status()))
                            .setDetail(outcome.detail()));
        }
        return result.build();
    }

    private CommandOutcome violation(CommandBatch batch, Candidate sender) {
        if (batch.getEpoch() != sender.electionId().low()) {
            return CommandOutcome.invalid(
                    "epoch is not the low half of the stream's election id: epoch="
                            + Long.toUnsignedString(batch.getEpoch())
                            + ", electionId="
                            + sender.electionId());
        }
        if (batch.getCommandsCount() > maxBatchCommands) {
            return CommandOutcome.invalid(
                    "batch is too large: commands="
                            + batch.getCommandsCount()
                            + ", maximum="
                            + maxBatchCommands);
        }
        return null;
    }

    private CommandOutcome answer(Command command) {
        long sequence = command.getSequence();
        // Others have no identity that could come again, and no place to remember them.
        boolean isKnowable = sequence >= 0 && rules.isIdentified(command);
        CommandOutcome known = isKnowable ? window(command).find(sequence) : null;
        if (known != null) {
            counts.repeated();
            return known;
        }
        CommandOutcome outcome = rules.violation(command);
        if (outcome == null) {
            outcome = sink.take(GatewayMessages.fromProto(command), term);
        } else {
            counts.answered(outcome.status());
        }
        if (isKnowable && outcome.status() != CommandStatus.COMMAND_STATUS_BUSY) {
            window(command).put(sequence, outcome);
        }
        return outcome;
    }

    private RepeatWindow window(Command command) {
        return command.hasModelUpdate()
                ? modelRepeats.computeIfAbsent(
                        command.getModelUpdate().getSubtask(),
                        subtask -> RepeatWindow.ofUnordered(repeatWindow))
                : repeats.computeIfAbsent(
                        command.getTarget(), target -> new RepeatWindow(repeatWindow));
    }
}

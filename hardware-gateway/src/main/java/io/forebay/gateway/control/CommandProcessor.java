package io.forebay.gateway.control;

import io.forebay.schemas.gateway.GatewayMessages;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers command batches: fences off older epochs, recognises repeats, checks, and passes on what
 * is left. The engine's thread only.
 *
 * <p>A command is known by (epoch, target, sequence). Model updates are numbered apart from a
 * device's allocations, and for each subtask, because their sequence is the number of requests it
 * was trained on. Results of the newest commands of each target are remembered for the epoch in
 * force.
 */
public final class CommandProcessor {
    private static final CommandOutcome STALE =
            new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_STALE_EPOCH, "a later epoch is in force");

    private final CommandRules rules;
    private final CommandSink sink;
    private final CommandCounts counts;
    private final int repeatWindow;
    private final int maxBatchCommands;
    private final Map<String, RepeatWindow> repeats = new HashMap<>();
    private final Map<Integer, RepeatWindow> modelRepeats = new HashMap<>();
    private long epoch;

    public CommandProcessor(
            CommandRules rules,
            CommandSink sink,
            CommandCounts counts,
            int repeatWindow,
            int maxBatchCommands) {
        this.rules = rules;
        this.sink = sink;
        this.counts = counts;
        this.repeatWindow = repeatWindow;
        this.maxBatchCommands = maxBatchCommands;
    }

    /** One result per command, in order. Wrong input is answered, never thrown. */
    public CommandBatchResult process(CommandBatch batch) {
        boolean isStale = Long.compareUnsigned(batch.getEpoch(), epoch) < 0;
        if (Long.compareUnsigned(batch.getEpoch(), epoch) > 0) {
            epoch = batch.getEpoch();
            repeats.clear();
            modelRepeats.clear();
        }
        var result = CommandBatchResult.newBuilder().setBatchId(batch.getBatchId());
        boolean isTooLarge = batch.getCommandsCount() > maxBatchCommands;
        CommandOutcome refusal =
                isStale
                        ? STALE
                        : isTooLarge
                                ? CommandOutcome.invalid(
                                        "batch is too large: commands="
                                                + batch.getCommandsCount()
                                                + ", maximum="
                                                + maxBatchCommands)
                                : null;
        for (Command command : batch.getCommandsList()) {
            CommandOutcome outcome = refusal;
            if (outcome == null) {
                outcome = fresh(command);
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
                            .setDetail(outcome.detail()));
        }
        return result.build();
    }

    private CommandOutcome fresh(Command command) {
        CommandOutcome violation = rules.violation(command);
        if (violation != null) {
            counts.answered(violation.status());
            return violation;
        }
        RepeatWindow window =
                command.hasModelUpdate()
                        ? modelRepeats.computeIfAbsent(
                                command.getModelUpdate().getSubtask(),
                                subtask -> new RepeatWindow(repeatWindow))
                        : repeats.computeIfAbsent(
                                command.getTarget(), target -> new RepeatWindow(repeatWindow));
        CommandOutcome known = window.find(command.getSequence());
        if (known != null) {
            counts.repeated();
            return known;
        }
        CommandOutcome outcome = sink.take(GatewayMessages.fromProto(command), epoch);
        if (outcome.status() != CommandStatus.COMMAND_STATUS_BUSY) {
            window.put(command.getSequence(), outcome);
        }
        return outcome;
    }
}

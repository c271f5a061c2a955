package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.ModelUpdate;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import io.forebay.schemas.gateway.v1.PriorityTag;
import java.util.function.ToLongFunction;

/**
 * Checks a command before anything believes it. The engine's thread only.
 *
 * @param deviceId target of allocations and model updates
 * @param capturedElements elements captured of a function so far; -1 for an unknown function
 * @param prefetchBlocks most blocks a prefetch may ask for
 * @param maxShares most shares of an allocation
 */
public record CommandRules(
        String deviceId,
        ToLongFunction<String> capturedElements,
        int prefetchBlocks,
        int maxShares) {
    private static final int HIGHEST_PRIORITY = 7;

    /** As many as the job can have: its models are kept apart. */
    private static final int MAX_SUBTASKS = 1024;

    /** Whether the target is the device, or a function with traffic, and the subtask can be one. */
    boolean isIdentified(Command command) {
        String target = command.getTarget();
        int subtask = command.getModelUpdate().getSubtask();
        return (target.equals(deviceId) || capturedElements.applyAsLong(target) >= 0)
                && subtask >= 0
                && subtask < MAX_SUBTASKS;
    }

    /** Why the command cannot be taken; null when it can. */
    CommandOutcome violation(Command command) {
        String detail =
                command.getSequence() < 0
                        ? "sequence is negative: sequence=" + command.getSequence()
                        : command.getCauseTimeNanos() < 0
                                ? "cause time is negative: causeTimeNanos="
                                        + command.getCauseTimeNanos()
                                : null;
        if (detail != null) {
            return CommandOutcome.invalid(detail);
        }
        CommandOutcome unknown = UnknownFields.refusal(command);
        if (unknown != null) {
            return unknown;
        }
        return switch (command.getBodyCase()) {
            case PRIORITY_TAG, PREFETCH -> functionViolation(command);
            case ALLOCATION, MODEL_UPDATE -> deviceViolation(command);
            case BODY_NOT_SET ->
                    new CommandOutcome(
                            CommandStatus.COMMAND_STATUS_UNSUPPORTED,
                            "command has no body this gateway knows");
        };
    }

    private CommandOutcome functionViolation(Command command) {
        long captured = capturedElements.applyAsLong(command.getTarget());
        if (captured < 0) {
            return unknown("function has no traffic here: target=" + command.getTarget());
        }
        String detail =
                command.hasPriorityTag()
                        ? violation(command.getPriorityTag(), captured)
                        : violation(command.getPrefetch());
        return detail == null ? null : CommandOutcome.invalid(detail);
    }

    private static String violation(PriorityTag tag, long captured) {
        if (tag.getPriority() < 0 || tag.getPriority() > HIGHEST_PRIORITY) {
            return "priority is not 0 to 7: priority=" + tag.getPriority();
        }
        if (tag.getElementSequence() < 0 || tag.getElementSequence() >= captured) {
            return "element was not captured: elementSequence="
                    + tag.getElementSequence()
                    + ", captured="
                    + captured;
        }
        if (!(tag.getRemainingBurstBytes() >= 0)) {
            return "remaining burst is not a number from 0: remainingBurstBytes="
                    + tag.getRemainingBurstBytes();
        }
        return null;
    }

    private String violation(PrefetchCommand prefetch) {
        if (prefetch.getBlockCount() < 1 || prefetch.getBlockCount() > prefetchBlocks) {
            return "block count is not 1 to "
                    + prefetchBlocks
                    + ": blockCount="
                    + prefetch.getBlockCount();
        }
        long highestFirst = (Long.MAX_VALUE >> 12) - prefetch.getBlockCount();
        if (prefetch.getFirstBlock() < 0 || prefetch.getFirstBlock() > highestFirst) {
            return "first block is outside the address space: firstBlock="
                    + prefetch.getFirstBlock();
        }
        if (!(prefetch.getProbability() >= 0 && prefetch.getProbability() <= 1)) {
            return "probability is not 0 to 1: probability=" + prefetch.getProbability();
        }
        return null;
    }

    private CommandOutcome deviceViolation(Command command) {
        if (!command.getTarget().equals(deviceId)) {
            return unknown(
                    "not this device: target=" + command.getTarget() + ", device=" + deviceId);
        }
        if (command.hasModelUpdate()) {
            String detail = violation(command.getModelUpdate());
            return detail == null ? null : CommandOutcome.invalid(detail);
        }
        String detail = violation(command.getAllocation());
        return detail == null ? null : CommandOutcome.invalid(detail);
    }

    private static String violation(ModelUpdate update) {
        if (update.getTrainedRequests() < 0) {
            return "trained requests are negative: trainedRequests=" + update.getTrainedRequests();
        }
        int parallelism = Math.max(1, update.getParallelism());
        if (update.getSubtask() < 0
                || update.getSubtask() >= parallelism
                || parallelism > MAX_SUBTASKS) {
            return "subtask is not one of up to "
                    + MAX_SUBTASKS
                    + ": subtask="
                    + update.getSubtask()
                    + ", parallelism="
                    + parallelism;
        }
        return null;
    }

    private String violation(BufferAllocation allocation) {
        if (allocation.getWindowEndNanos() < 0) {
            return "window end is negative: windowEndNanos=" + allocation.getWindowEndNanos();
        }
        if (allocation.getBudgetBytes() < 0) {
            return "budget is negative: budgetBytes=" + allocation.getBudgetBytes();
        }
        if (allocation.getSharesCount() > maxShares) {
            return "more shares than functions: shares="
                    + allocation.getSharesCount()
                    + ", maximum="
                    + maxShares;
        }
        long left = allocation.getBudgetBytes();
        for (FunctionShare share : allocation.getSharesList()) {
            if (share.getBytes() < 0 || share.getBytes() > left) {
                return "shares do not fit the budget: functionId="
                        + share.getFunctionId()
                        + ", bytes="
                        + share.getBytes()
                        + ", budgetBytes="
                        + allocation.getBudgetBytes();
            }
            left -= share.getBytes();
            String detail = violation(share, allocation.getBudgetBytes());
            if (detail != null) {
                return detail;
            }
        }
        return null;
    }

    /** A guarantee is within the share, so that all guarantees fit the budget. */
    private static String violation(FunctionShare share, long budgetBytes) {
        long guaranteed =
                share.hasGuaranteedBytes() ? share.getGuaranteedBytes() : share.getBytes();
        long limit = share.hasLimitBytes() ? share.getLimitBytes() : share.getBytes();
        if (guaranteed < 0
                || guaranteed > share.getBytes()
                || limit < share.getBytes()
                || limit > budgetBytes) {
            return "guarantee, share and limit are not in order: functionId="
                    + share.getFunctionId()
                    + ", guaranteedBytes="
                    + guaranteed
                    + ", bytes="
                    + share.getBytes()
                    + ", limitBytes="
                    + limit;
        }
        return null;
    }

    private static CommandOutcome unknown(String detail) {
        return new CommandOutcome(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET, detail);
    }
}

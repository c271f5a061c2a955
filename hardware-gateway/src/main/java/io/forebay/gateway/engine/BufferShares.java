package io.forebay.gateway.engine;

import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is entitled to how much of the device's buffer. Until the first allocation command the
 * functions have equal shares; after it, a function that no command has named yet has an equal
 * share too, and what all hold together is bounded by the budget whatever the shares. Not thread
 * safe.
 */
final class BufferShares {
    private final EngineContext context;
    private boolean isAllocated;

    BufferShares(EngineContext context) {
        this.context = context;
    }

    /** Gives a function that just appeared its share. */
    void welcome(FunctionState added) {
        List<FunctionState> functions = context.functions;
        long budget = context.settings.bufferBudgetBytes();
        long equal = budget / functions.size();
        if (isAllocated) {
            added.shareBytes = equal;
            return;
        }
        long rest = budget % functions.size();
        for (FunctionState function : functions) {
            function.shareBytes = equal + (function.index < rest ? 1 : 0);
        }
    }

    /**
     * Puts an allocation in force. A function that holds more than its new share keeps it until it
     * has drained, which is then reported.
     */
    CommandStatus apply(BufferAllocation allocation) {
        CommandStatus refusal = validate(allocation);
        if (refusal != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            return refusal;
        }
        isAllocated = true;
        for (FunctionShare share : allocation.getShares()) {
            FunctionState function = context.find(share.getFunctionId());
            function.shareBytes = share.getBytes();
            function.isDraining = function.pendingBytes > function.shareBytes;
            report(function, Math.max(function.shareBytes, function.pendingBytes));
        }
        context.statistics.countAllocation();
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    /** Notes that a function holds less than before. */
    void onRelease(FunctionState function) {
        if (function.isDraining && function.pendingBytes <= function.shareBytes) {
            function.isDraining = false;
            report(function, function.shareBytes);
        }
    }

    private CommandStatus validate(BufferAllocation allocation) {
        long budget = context.settings.bufferBudgetBytes();
        if (!allocation.getDeviceId().equals(context.settings.deviceId())) {
            return CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET;
        }
        if (allocation.getBudgetBytes() < 0 || allocation.getBudgetBytes() > budget) {
            return CommandStatus.COMMAND_STATUS_INVALID;
        }
        long left = budget;
        Set<String> named = new HashSet<>();
        for (FunctionShare share : allocation.getShares()) {
            if (share.getBytes() < 0
                    || share.getBytes() > left
                    || !named.add(share.getFunctionId())) {
                return CommandStatus.COMMAND_STATUS_INVALID;
            }
            left -= share.getBytes();
        }
        for (String functionId : named) {
            if (context.find(functionId) == null) {
                return CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET;
            }
        }
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    private void report(FunctionState function, long appliedBytes) {
        context.listener.onEvent(
                new AppliedAllocation(
                        function.id, context.clockNanos, function.shareBytes, appliedBytes));
    }
}

package io.forebay.gateway.engine;

import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.shaping.allocation.SharedPool;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is entitled to how much of the device's buffer: a pool in which each function has a share of
 * the budget, a guarantee within it, and a limit above. Where an allocation names neither, the
 * shares are a hard partition.
 *
 * <p>Until the first allocation command the shares are equal, a quarter of each is guaranteed and
 * the rest is open to all. After it, a function that the newest command does not name is guaranteed
 * nothing; its limit stays, which is the budget where none was ever named. What all hold together
 * is bounded by the budget whatever the shares. Not thread safe.
 */
final class BufferShares {
    private static final int GUARANTEES_IN_EQUAL_SHARE = 4;

    /** Weight of what drained since the last allocation in the average of drain rates. */
    private static final double DRAINED_WEIGHT = 0.1;

    private final EngineContext context;
    private final SharedPool pool;
    private double[] drained = new double[0];
    private boolean isAllocated;

    BufferShares(EngineContext context) {
        this.context = context;
        pool = new SharedPool(context.settings.bufferBudgetBytes());
    }

    /** What the functions hold, by their index. */
    SharedPool pool() {
        return pool;
    }

    /** Gives a function that just appeared its share. */
    void welcome(FunctionState added) {
        pool.addFunction();
        List<FunctionState> functions = context.functions;
        long budget = context.settings.bufferBudgetBytes();
        long equal = budget / functions.size();
        if (isAllocated) {
            added.shareBytes = equal;
            // What is guaranteed already is promised to others.
            entitle(added, 0, budget);
            return;
        }
        long rest = budget % functions.size();
        for (FunctionState function : functions) {
            function.shareBytes = equal + (function.index < rest ? 1 : 0);
            entitle(function, equal / GUARANTEES_IN_EQUAL_SHARE, budget);
        }
    }

    /**
     * Puts an allocation in force. A function that holds more than its new limit keeps it until it
     * has drained, which is then reported.
     */
    CommandStatus apply(BufferAllocation allocation) {
        CommandStatus refusal = validate(allocation);
        if (refusal != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            return refusal;
        }
        isAllocated = true;
        for (FunctionState function : context.functions) {
            // Whom the allocation does not name it promises nothing.
            entitle(function, 0, function.limitBytes);
        }
        for (FunctionShare share : allocation.getShares()) {
            FunctionState function = context.find(share.getFunctionId());
            function.shareBytes = share.getBytes();
            entitle(function, guaranteedBytes(share), limitBytes(share));
            function.isDraining = function.pendingBytes > function.limitBytes;
            long held = function.isDraining ? function.pendingBytes : 0;
            report(function, Math.max(function.shareBytes, held));
        }
        updateDrainRates();
        context.statistics.countAllocation();
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    /** Notes that a function holds less than before. */
    void onRelease(FunctionState function) {
        if (function.isDraining && function.pendingBytes <= function.limitBytes) {
            function.isDraining = false;
            report(function, function.shareBytes);
        }
    }

    private void entitle(FunctionState function, long guaranteedBytes, long limitBytes) {
        function.limitBytes = limitBytes;
        pool.entitle(function.index, guaranteedBytes, limitBytes);
    }

    /** Functions drain at what their completions show, averaged over allocations. */
    private void updateDrainRates() {
        int count = context.functions.size();
        if (drained.length < count) {
            drained = Arrays.copyOf(drained, Math.max(count, 2 * drained.length));
        }
        for (FunctionState function : context.functions) {
            int i = function.index;
            drained[i] += DRAINED_WEIGHT * (function.releasedBytes - drained[i]);
            function.releasedBytes = 0;
        }
        pool.setDrainRates(drained);
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
                    || guaranteedBytes(share) < 0
                    || guaranteedBytes(share) > share.getBytes()
                    || limitBytes(share) < share.getBytes()
                    || limitBytes(share) > budget
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

    private static long guaranteedBytes(FunctionShare share) {
        Long guaranteed = share.getGuaranteedBytes();
        return guaranteed == null ? share.getBytes() : guaranteed;
    }

    private static long limitBytes(FunctionShare share) {
        Long limit = share.getLimitBytes();
        return limit == null ? share.getBytes() : limit;
    }

    private void report(FunctionState function, long appliedBytes) {
        context.listener.onEvent(
                new AppliedAllocation(
                        function.id, context.clockNanos, function.shareBytes, appliedBytes));
    }
}

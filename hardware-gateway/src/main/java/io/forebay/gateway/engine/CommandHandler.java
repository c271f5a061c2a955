package io.forebay.gateway.engine;

import io.forebay.gateway.model.ModelAnswer;
import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.ring.SlotState;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.shaping.priority.PriorityPolicy;

/** Carries out commands at the current clock. Not thread safe. */
final class CommandHandler {
    /** Most blocks of one prefetch command. */
    static final int MAX_PREFETCH_BLOCKS = 4096;

    /** One past the last block of a 64-bit address space. */
    private static final long BLOCKS_END = 1L << 52;

    private final EngineContext context;
    private final BufferShares shares;
    private final ReadSince readSince = new ReadSince(MAX_PREFETCH_BLOCKS);
    private String modelRefusal = "";

    CommandHandler(EngineContext context, BufferShares shares) {
        this.context = context;
        this.shares = shares;
    }

    /** Why the newest model update was refused; empty where it was not. */
    String modelRefusal() {
        return modelRefusal;
    }

    CommandStatus apply(ControlCommand command) {
        Object body = command.getBody();
        CommandStatus misdirected = checkTarget(command.getTarget(), body);
        if (misdirected != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            return misdirected;
        }
        if (command.getExpiresAtNanos() <= context.clockNanos) {
            return CommandStatus.COMMAND_STATUS_EXPIRED;
        }
        if (body instanceof PriorityTag tag) {
            return tag(tag);
        }
        if (body instanceof PrefetchCommand prefetch) {
            return prefetch(prefetch, command);
        }
        if (body instanceof BufferAllocation allocation) {
            return shares.apply(allocation);
        }
        return update((ModelUpdate) body);
    }

    /** Whether the device or function exists, and the body is for it. */
    private CommandStatus checkTarget(String target, Object body) {
        String subject;
        boolean isKnown;
        if (body instanceof PriorityTag tag) {
            subject = tag.getFunctionId();
            isKnown = context.find(target) != null;
        } else if (body instanceof PrefetchCommand prefetch) {
            subject = prefetch.getFunctionId();
            isKnown = context.find(target) != null;
        } else if (body instanceof BufferAllocation allocation) {
            subject = allocation.getDeviceId();
            isKnown = context.settings.deviceId().equals(target);
        } else if (body instanceof ModelUpdate update) {
            subject = update.getDeviceId();
            isKnown = context.settings.deviceId().equals(target);
        } else {
            return CommandStatus.COMMAND_STATUS_UNSUPPORTED;
        }
        if (!isKnown) {
            return CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET;
        }
        return target.equals(subject)
                ? CommandStatus.COMMAND_STATUS_ACCEPTED
                : CommandStatus.COMMAND_STATUS_INVALID;
    }

    private CommandStatus tag(PriorityTag tag) {
        FunctionState function = context.find(tag.getFunctionId());
        CircularBuffer ring = function.ring;
        long position = tag.getElementSequence();
        int priority = tag.getPriority();
        if (priority < 0
                || priority >= PriorityPolicy.LEVELS
                || position < 0
                || position >= ring.head()) {
            return CommandStatus.COMMAND_STATUS_INVALID;
        }
        function.noteTag(priority, context.clockNanos);
        if (!ring.holds(position)) {
            // The history has lost when service began: at the latest before what it holds arrived.
            reportLate(function, position, ring.arrivalNanos(ring.tail()));
            return CommandStatus.COMMAND_STATUS_ACCEPTED;
        }
        int applied = function.priorities.clamp(priority);
        SlotState state = ring.state(position);
        if (state == SlotState.LOST) {
            reportLate(function, position, context.resetNanos);
            return CommandStatus.COMMAND_STATUS_ACCEPTED;
        }
        ring.setRequestedPriority(position, priority);
        if (state == SlotState.DEFERRED) {
            ring.setAppliedPriority(position, applied);
            function.counters.tagsInTime++;
        } else if (state == SlotState.QUEUED) {
            ring.setAppliedPriority(position, applied);
            context.queues.retag(ring.handle(position), applied);
            function.counters.tagsInTime++;
        } else {
            reportLate(function, position, ring.serviceStartNanos(position));
        }
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    private void reportLate(FunctionState function, long position, long sinceNanos) {
        function.counters.lateTags++;
        context.listener.onEvent(
                new LateTag(
                        function.id,
                        position,
                        context.clockNanos,
                        context.clockNanos - sinceNanos));
    }

    private CommandStatus prefetch(PrefetchCommand command, ControlCommand envelope) {
        if (context.settings.prefetchBlocksPerFunction() == 0) {
            return CommandStatus.COMMAND_STATUS_UNSUPPORTED;
        }
        long first = command.getFirstBlock();
        int count = command.getBlockCount();
        if (count < 1 || count > MAX_PREFETCH_BLOCKS || first < 0 || first > BLOCKS_END - count) {
            return CommandStatus.COMMAND_STATUS_INVALID;
        }
        FunctionState function = context.find(command.getFunctionId());
        readSince.collect(function.ring, envelope.getCauseTimeNanos(), first, count);
        context.prefetch.enqueue(
                function.index, first, count, envelope.getExpiresAtNanos(), readSince);
        return CommandStatus.COMMAND_STATUS_ACCEPTED;
    }

    private CommandStatus update(ModelUpdate update) {
        ModelAnswer answer = context.edge.offer(update);
        modelRefusal = answer.detail();
        return answer.status();
    }
}

package io.forebay.gateway.host;

import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.gateway.control.CommandSink;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Carries out commands on a host. A frame has left when its tag comes, so every tag is late for its
 * element, is reported so, and sets the priority of the function's next frames. Allocations and
 * model updates are refused: the buffers are the kernel's. The engine's thread.
 */
final class HostCommands implements CommandSink {
    private final String deviceId;
    private final HostStorage storage;
    private final FunctionPriorities priorities;
    private final HostClock clock;
    private final CommandCounts counts;
    private final Consumer<Object> capture;
    private final Map<String, Long> lateTags = new HashMap<>();

    /**
     * @param trafficControl of the interface; null where tags are not supported
     * @param capture takes late tags
     */
    HostCommands(
            String deviceId,
            HostStorage storage,
            TrafficControl trafficControl,
            HostClock clock,
            CommandCounts counts,
            Consumer<Object> capture) {
        this.deviceId = deviceId;
        this.storage = storage;
        this.priorities = trafficControl == null ? null : new FunctionPriorities(trafficControl);
        this.clock = clock;
        this.counts = counts;
        this.capture = capture;
    }

    @Override
    public CommandOutcome take(ControlCommand command, long epoch) {
        CommandOutcome outcome = carryOut(command, clock.nowNanos());
        counts.answered(outcome.status());
        return outcome;
    }

    private CommandOutcome carryOut(ControlCommand command, long nowNanos) {
        if (command.getExpiresAtNanos() <= nowNanos) {
            return new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_EXPIRED,
                    "expired: expiresAtNanos="
                            + command.getExpiresAtNanos()
                            + ", clockNanos="
                            + nowNanos);
        }
        if (command.getBody() instanceof PriorityTag tag) {
            return tag(tag, command, nowNanos);
        }
        if (command.getBody() instanceof PrefetchCommand prefetch) {
            return storage.knows(prefetch.getFunctionId())
                    ? storage.prefetch(prefetch, command.getExpiresAtNanos())
                    : unsupported(
                            "nothing can be staged for a function that is no file: functionId="
                                    + prefetch.getFunctionId());
        }
        return unsupported(
                "a Linux host does not support this action: action="
                        + command.getBody().getClass().getSimpleName());
    }

    private CommandOutcome tag(PriorityTag tag, ControlCommand command, long nowNanos) {
        if (storage.knows(tag.getFunctionId())) {
            return unsupported(
                    "requests of files have no priority here: functionId=" + tag.getFunctionId());
        }
        if (priorities == null) {
            return unsupported("the gateway was started without a rate for the interface");
        }
        String name = tag.getFunctionId().substring(deviceId.length() + 1);
        CommandOutcome outcome = priorities.ask(name, tag.getPriority(), nowNanos);
        if (outcome.status() == CommandStatus.COMMAND_STATUS_ACCEPTED) {
            lateTags.merge(tag.getFunctionId(), 1L, Long::sum);
            capture.accept(
                    new LateTag(
                            tag.getFunctionId(),
                            tag.getElementSequence(),
                            nowNanos,
                            Math.max(0, nowNanos - command.getCauseTimeNanos())));
        }
        return outcome;
    }

    private static CommandOutcome unsupported(String detail) {
        return new CommandOutcome(CommandStatus.COMMAND_STATUS_UNSUPPORTED, detail);
    }

    /** Brings waiting priorities into force when it is time. */
    void advanceTo(long nowNanos) {
        if (priorities != null) {
            priorities.advanceTo(nowNanos);
        }
    }

    /** When {@link #advanceTo} has something to do. */
    long nextNanos() {
        return priorities == null ? Long.MAX_VALUE : priorities.nextNanos();
    }

    /** Tags of a function that were taken. */
    long lateTags(String functionId) {
        return lateTags.getOrDefault(functionId, 0L);
    }
}

package io.forebay.gateway.host;

import io.forebay.gateway.control.CommandOutcome;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings priorities to the interface, no more often than the kernel's tool can follow: a change
 * that comes too soon after another waits, and of several for a function the newest counts. The
 * engine's thread only; a change takes some milliseconds of it.
 */
final class FunctionPriorities {
    /** Where changes of priorities go. */
    interface Target {
        /** Whether the function's traffic can be told from others. */
        boolean knows(String function);

        /** Priority in force, of a function that is known. */
        int applied(String function);

        /** Brings a priority, 0 to 7, into force. */
        void apply(String function, int priority) throws IOException;
    }

    /** A change takes about 5 ms, so at most a fifth of the thread's time goes into them. */
    static final long SPACING_NANOS = 25_000_000;

    private static final long RETRY_NANOS = 1_000_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(FunctionPriorities.class);

    private final Target target;
    private final Map<String, Integer> waiting = new LinkedHashMap<>();
    private final Map<String, Failure> failures = new HashMap<>();
    private long nextChangeNanos = Long.MIN_VALUE;
    private long changes;

    private record Failure(String reason, long retryNanos) {}

    FunctionPriorities(Target target) {
        this.target = target;
    }

    /**
     * A tag asks for a priority of a function's traffic.
     *
     * @param nowNanos a clock that does not go back
     */
    CommandOutcome ask(String function, int priority, long nowNanos) {
        if (!target.knows(function)) {
            return new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_UNSUPPORTED,
                    "this hardware cannot order the traffic of the function, because no flow is"
                            + " named so: function="
                            + function);
        }
        Failure failure = failures.get(function);
        if (failure != null && nowNanos < failure.retryNanos()) {
            return refused(failure);
        }
        if (target.applied(function) == priority) {
            waiting.remove(function);
            return CommandOutcome.ACCEPTED;
        }
        if (nowNanos < nextChangeNanos) {
            waiting.put(function, priority);
            return CommandOutcome.ACCEPTED;
        }
        return change(function, priority, nowNanos);
    }

    private CommandOutcome change(String function, int priority, long nowNanos) {
        waiting.remove(function);
        nextChangeNanos = nowNanos + SPACING_NANOS;
        try {
            target.apply(function, priority);
            failures.remove(function);
            changes++;
            return CommandOutcome.ACCEPTED;
        } catch (IOException e) {
            var failure = new Failure(e.getMessage(), nowNanos + RETRY_NANOS);
            failures.put(function, failure);
            LOG.warn("priority of {} could not be changed: {}", function, e.getMessage());
            return refused(failure);
        }
    }

    private static CommandOutcome refused(Failure failure) {
        return new CommandOutcome(
                CommandStatus.COMMAND_STATUS_UNSUPPORTED,
                "priority could not be changed: " + failure.reason());
    }

    /** Makes the change that has waited longest, when it is time. */
    void advanceTo(long nowNanos) {
        if (nowNanos < nextChangeNanos || waiting.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<String, Integer>> oldest = waiting.entrySet().iterator();
        Map.Entry<String, Integer> entry = oldest.next();
        String function = entry.getKey();
        int priority = entry.getValue();
        oldest.remove();
        if (target.applied(function) != priority) {
            change(function, priority, nowNanos);
        }
    }

    /** When {@link #advanceTo} has something to do; {@code Long.MAX_VALUE} while it has not. */
    long nextNanos() {
        return waiting.isEmpty() ? Long.MAX_VALUE : nextChangeNanos;
    }

    /** Changes that took effect. */
    long changes() {
        return changes;
    }
}

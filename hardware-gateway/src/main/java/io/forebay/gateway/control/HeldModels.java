package io.forebay.gateway.control;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Model updates that have not taken effect in lock-step. One is caused by an element and sent
 * before its tag, which is waited for: so it is here in time, however the messages came. What comes
 * after its moment is sent again by a job that was restored, and has no effect. Not thread safe.
 */
final class HeldModels {
    private static final int MOST_HELD = 4096;

    private final TreeMap<Place, ControlCommand> held =
            new TreeMap<>(
                    Comparator.comparingLong(Place::effectNanos)
                            .thenComparingInt(Place::subtask)
                            .thenComparingLong(Place::sequence));
    private long takenUntilNanos = -1;

    private record Place(long effectNanos, int subtask, long sequence) {}

    CommandOutcome take(ControlCommand command, long delayNanos, CommandCounts counts) {
        long sum = command.getCauseTimeNanos() + delayNanos;
        long effectNanos = sum < 0 ? Long.MAX_VALUE : sum;
        if (effectNanos <= takenUntilNanos) {
            counts.withoutEffect();
            return CommandOutcome.ACCEPTED;
        }
        if (held.size() == MOST_HELD) {
            return new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_BUSY, "too many models held: held=" + MOST_HELD);
        }
        int subtask = ((ModelUpdate) command.getBody()).getSubtask();
        held.put(new Place(effectNanos, subtask, command.getSequence()), command);
        return CommandOutcome.ACCEPTED;
    }

    /** Removes and returns those that take effect up to a time, in order. */
    List<ControlCommand> takeUntil(long nanos) {
        takenUntilNanos = nanos;
        List<ControlCommand> due = new ArrayList<>();
        while (!held.isEmpty() && held.firstKey().effectNanos() <= nanos) {
            due.add(held.pollFirstEntry().getValue());
        }
        return due;
    }
}

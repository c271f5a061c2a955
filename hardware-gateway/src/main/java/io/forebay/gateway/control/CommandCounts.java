package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of commands while the workload ran. The engine's thread writes; others read
 * once it is done, or where a method says so.
 */
public final class CommandCounts {
    private final Map<CommandStatus, Long> answered = new EnumMap<>(CommandStatus.class);
    private boolean closed;
    private final LongAdder fenced = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder withoutEffect = new LongAdder();

    /** A command came to this status. */
    public void answered(CommandStatus status) {
        if (!closed) {
            answered.merge(status, 1L, Long::sum);
        }
    }

    /** A command of an epoch no longer in force came. */
    public void fenced() {
        fenced.increment();
    }

    /** A command came again. */
    public void repeated() {
        repeated.increment();
    }

    /** A command came too late to have an effect. */
    public void withoutEffect() {
        withoutEffect.increment();
    }

    /** The workload has ended: nothing counts any more. */
    public void close() {
        closed = true;
    }

    /** Commands of epochs no longer in force. Any thread. */
    public long fencedCount() {
        return fenced.sum();
    }

    /** Commands of the epoch in force by what became of them; repeats are not counted again. */
    public Map<String, Long> byStatus() {
        Map<String, Long> byName = new TreeMap<>();
        answered.forEach(
                (status, count) ->
                        byName.put(status.name().substring("COMMAND_STATUS_".length()), count));
        return byName;
    }

    /** Repeats of commands already answered. Any thread. */
    public long repeatCount() {
        return repeated.sum();
    }

    /** Commands that came too late to have an effect. Any thread. */
    public long withoutEffectCount() {
        return withoutEffect.sum();
    }
}

package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of commands while the workload ran. The engine's thread writes, any reads. */
public final class CommandCounts {
    private final Map<CommandStatus, LongAdder> answered = new EnumMap<>(CommandStatus.class);
    private boolean closed;
    private final LongAdder fenced = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder withoutEffect = new LongAdder();

    public CommandCounts() {
        for (CommandStatus status : CommandStatus.values()) {
            answered.put(status, new LongAdder());
        }
    }

    /** A command came to this status. */
    public void answered(CommandStatus status) {
        if (!closed) {
            answered.get(status).increment();
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

    /**
     * Commands of the epoch in force by what became of them; repeats are not counted again. Any
     * thread.
     */
    public Map<String, Long> byStatus() {
        Map<String, Long> byName = new TreeMap<>();
        answered.forEach(
                (status, count) -> {
                    if (count.sum() > 0) {
                        byName.put(status.name().replace("COMMAND_STATUS_", ""), count.sum());
                    }
                });
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

package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.Arrays;

/**
 * The outcomes of one target's newest commands, to answer a repeat with what its first coming was
 * answered. Not thread safe.
 *
 * <p>A target's sequences grow, so a sequence at least {@code capacity} below the highest was dealt
 * with long ago and its outcome is no longer known. Such a command is not taken, and told so: to
 * call it accepted could be a lie, and to take it could apply it twice.
 */
final class RepeatWindow {
    private static final int INITIAL_SLOTS = 8;
    private static final CommandOutcome FORGOTTEN =
            new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_FORGOTTEN,
                    "so far below the newest of its target that its result is no longer known");

    private final int capacity;
    private final boolean isOrdered;
    private long[] sequences = new long[0];
    private CommandOutcome[] outcomes = new CommandOutcome[0];
    private long highest = -1;

    RepeatWindow(int capacity) {
        this(capacity, true);
    }

    private RepeatWindow(int capacity, boolean isOrdered) {
        this.capacity = capacity;
        this.isOrdered = isOrdered;
    }

    /**
     * For sequences of several senders that do not grow together: one that is far below the highest
     * is new. To take such a command twice must do no harm.
     */
    static RepeatWindow ofUnordered(int capacity) {
        return new RepeatWindow(capacity, false);
    }

    /** What the command was answered; null when it is new. */
    CommandOutcome find(long sequence) {
        if (isOrdered && highest - sequence >= capacity) {
            return FORGOTTEN;
        }
        if (sequences.length == 0) {
            return null;
        }
        int slot = slot(sequence);
        return sequences[slot] == sequence ? outcomes[slot] : null;
    }

    /** Remembers a new command's outcome. */
    void put(long sequence, CommandOutcome outcome) {
        while (sequences.length < capacity && collides(sequence)) {
            grow();
        }
        int slot = slot(sequence);
        if (sequences[slot] < sequence || outcomes[slot] == null) {
            sequences[slot] = sequence;
            outcomes[slot] = outcome;
        }
        highest = Math.max(highest, sequence);
    }

    private boolean collides(long sequence) {
        return sequences.length == 0 || outcomes[slot(sequence)] != null;
    }

    private void grow() {
        long[] oldSequences = sequences;
        CommandOutcome[] oldOutcomes = outcomes;
        int length = Math.min(capacity, Math.max(INITIAL_SLOTS, 2 * oldSequences.length));
        sequences = new long[length];
        Arrays.fill(sequences, -1);
        outcomes = new CommandOutcome[length];
        for (int i = 0; i < oldSequences.length; i++) {
            if (oldOutcomes[i] != null) {
                int slot = slot(oldSequences[i]);
                if (sequences[slot] < oldSequences[i]) {
                    sequences[slot] = oldSequences[i];
                    outcomes[slot] = oldOutcomes[i];
                }
            }
        }
    }

    private int slot(long sequence) {
        return (int) (sequence % sequences.length);
    }
}

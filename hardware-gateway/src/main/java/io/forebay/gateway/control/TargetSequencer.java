package io.forebay.gateway.control;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts one function's commands of one epoch back in order and cuts them into answers: the commands
 * caused by an element end with its tag. Not thread safe.
 *
 * <p>The first command of an epoch starts the count: a job that was restored goes on where its
 * checkpoint was. A command below it joins the answer that is open.
 */
final class TargetSequencer {
    /*
     * Commands of a function come in order on one stream, so a hole means that a stream broke and
     * its batches are on their way again.
     */
    private final int maxHeld;

    private final TreeMap<Long, ControlCommand> held = new TreeMap<>();
    private List<ControlCommand> open = new ArrayList<>();
    private long epoch;
    private long nextSequence = -1;

    TargetSequencer(int maxHeld) {
        this.maxHeld = maxHeld;
    }

    /** Whether the command would have to wait for earlier ones, and too many do. */
    boolean isFullFor(ControlCommand command, long commandEpoch) {
        return held.size() >= maxHeld
                && commandEpoch == epoch
                && command.getSequence() > nextSequence;
    }

    /** Whether too many commands came since the last tag. */
    boolean isAnswerTooLong(long commandEpoch) {
        return open.size() >= maxHeld && commandEpoch == epoch;
    }

    /** Takes a command and adds the answers that it completes. */
    void add(ControlCommand command, long commandEpoch, List<List<ControlCommand>> answers) {
        if (commandEpoch != epoch || nextSequence < 0) {
            epoch = commandEpoch;
            nextSequence = command.getSequence();
            held.clear();
            // What came before and is not sent again was answered and still counts.
            open.removeIf(earlier -> earlier.getSequence() >= command.getSequence());
        }
        if (command.getSequence() > nextSequence) {
            held.put(command.getSequence(), command);
            return;
        }
        accept(command, answers);
        while (!held.isEmpty() && held.firstKey() == nextSequence) {
            accept(held.pollFirstEntry().getValue(), answers);
        }
    }

    private void accept(ControlCommand command, List<List<ControlCommand>> answers) {
        nextSequence = Math.max(nextSequence, command.getSequence() + 1);
        open.add(command);
        if (command.getBody() instanceof PriorityTag) {
            answers.add(open);
            open = new ArrayList<>();
        }
    }

    /**
     * What keeps the next answer from being complete, for a message; empty when nothing is held.
     */
    String hole() {
        return held.isEmpty()
                ? ""
                : ", missing command: sequence="
                        + nextSequence
                        + ", later commands held="
                        + held.size();
    }
}

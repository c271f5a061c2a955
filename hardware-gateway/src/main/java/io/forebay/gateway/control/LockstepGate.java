package io.forebay.gateway.control;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the controller still owes in lock-step, and the answers that have not taken effect. The
 * engine's thread only.
 *
 * <p>Every captured element owes one tag, with the prefetches it caused; every window with elements
 * one allocation. An answer takes effect at its cause's time plus the control delay, answers of one
 * moment in the order of (target, sequence), so the order of arrival does not matter. An answer of
 * a later epoch replaces one that has not taken effect; an answer to what has been answered with
 * effect is dropped.
 */
public final class LockstepGate implements CommandSink {
    private static final Comparator<ControlCommand> ORDER =
            Comparator.comparing(ControlCommand::getTarget)
                    .thenComparingLong(ControlCommand::getSequence);

    private final int maxHeld;
    private final CommandCounts counts;
    private final ArrayDeque<Expectation> expectations = new ArrayDeque<>();
    private final Map<Long, Expectation> windows = new HashMap<>();
    private final Map<String, FunctionGate> functions = new HashMap<>();
    private final List<List<ControlCommand>> completed = new ArrayList<>();
    private final HeldModels models = new HeldModels();
    private int owedTags;
    private long answers;

    /**
     * @param maxHeld commands of a function held before they make an answer
     */
    public LockstepGate(int maxHeld, CommandCounts counts) {
        this.maxHeld = maxHeld;
        this.counts = counts;
    }

    /** The element was captured: it owes a tag, which takes effect at {@code effectNanos}. */
    public void expectTag(String functionId, long elementSequence, long effectNanos) {
        var expectation = new Expectation(functionId, elementSequence, true, effectNanos);
        expectations.add(expectation);
        owedTags++;
        functions
                .computeIfAbsent(functionId, id -> new FunctionGate(maxHeld))
                .byElement
                .put(elementSequence, expectation);
    }

    /** The window had elements: it owes an allocation. */
    public void expectAllocation(String deviceId, long windowEndNanos, long effectNanos) {
        var expectation = new Expectation(deviceId, windowEndNanos, false, effectNanos);
        expectations.add(expectation);
        windows.put(windowEndNanos, expectation);
    }

    /**
     * Virtual time of the next effect, answered or not; {@code Long.MAX_VALUE} when none is due.
     */
    public long nextEffectNanos() {
        Expectation next = expectations.peek();
        return next == null ? Long.MAX_VALUE : next.effectNanos;
    }

    /** Elements whose tags have not taken effect. */
    public int owedTags() {
        return owedTags;
    }

    /** Answers taken so far, also those without effect: it moves while the controller works. */
    public long answerCount() {
        return answers;
    }

    /** Whether everything that takes effect at the next effect's time is there. */
    public boolean isNextAnswered() {
        return missing() == null;
    }

    /** What is owed at the next effect's time, for a message; null when nothing is. */
    public String describeMissing() {
        Expectation missing = missing();
        if (missing == null) {
            return null;
        }
        if (!missing.isTag) {
            return "allocation: device=" + missing.target + ", windowEndNanos=" + missing.key;
        }
        return "tag: function="
                + missing.target
                + ", elementSequence="
                + missing.key
                + functions.get(missing.target).sequencer.hole();
    }

    private Expectation missing() {
        long moment = nextEffectNanos();
        for (Expectation expectation : expectations) {
            if (expectation.effectNanos > moment) {
                return null;
            }
            if (expectation.answer == null) {
                return expectation;
            }
        }
        return null;
    }

    /** Takes the commands of the next effect's time, in the order in which they are to act. */
    public List<ControlCommand> takeNext() {
        List<ControlCommand> commands = new ArrayList<>();
        long moment = nextEffectNanos();
        while (!expectations.isEmpty() && expectations.peek().effectNanos == moment) {
            Expectation expectation = expectations.poll();
            commands.addAll(expectation.answer);
            if (expectation.isTag) {
                owedTags--;
                functions.get(expectation.target).byElement.remove(expectation.key);
            } else {
                windows.remove(expectation.key);
            }
        }
        commands.addAll(models.takeUntil(moment));
        commands.sort(ORDER);
        return commands;
    }

    @Override
    public CommandOutcome take(ControlCommand command, long epoch) {
        if (command.getBody() instanceof BufferAllocation allocation) {
            return answer(windows.get(allocation.getWindowEndNanos()), List.of(command), epoch);
        }
        FunctionGate function =
                functions.computeIfAbsent(command.getTarget(), id -> new FunctionGate(maxHeld));
        if (function.sequencer.isFullFor(command, epoch)) {
            return new CommandOutcome(
                    CommandStatus.COMMAND_STATUS_BUSY,
                    "earlier commands are missing" + function.sequencer.hole());
        }
        boolean isTag = command.getBody() instanceof PriorityTag;
        if (!isTag && function.sequencer.isAnswerTooLong(epoch)) {
            return CommandOutcome.invalid("too many commands without a tag: held=" + maxHeld);
        }
        completed.clear();
        function.sequencer.add(command, epoch, completed);
        CommandOutcome outcome = CommandOutcome.ACCEPTED;
        for (List<ControlCommand> commands : completed) {
            var tag = (PriorityTag) commands.get(commands.size() - 1).getBody();
            outcome = answer(function.byElement.get(tag.getElementSequence()), commands, epoch);
        }
        return outcome;
    }

    /** Takes a model update, which acts with the tag of the element that caused it. */
    public CommandOutcome takeModel(ControlCommand command, long controlDelayNanos) {
        return models.take(command, controlDelayNanos, counts);
    }

    private CommandOutcome answer(
            Expectation expectation, List<ControlCommand> commands, long epoch) {
        if (expectation == null) {
            answers++;
            commands.forEach(command -> counts.withoutEffect());
            return CommandOutcome.ACCEPTED;
        }
        if (expectation.answer != null && expectation.epoch == epoch) {
            return CommandOutcome.invalid(
                    "answered before: target=" + expectation.target + ", key=" + expectation.key);
        }
        answers++;
        expectation.answer =
                expectation.answer == null ? commands : replace(expectation.answer, commands);
        expectation.epoch = epoch;
        return CommandOutcome.ACCEPTED;
    }

    /** The newer answer, after those prefetches of the older one that were not sent again. */
    private List<ControlCommand> replace(List<ControlCommand> older, List<ControlCommand> newer) {
        List<ControlCommand> merged = new ArrayList<>();
        long firstSequence = newer.get(0).getSequence();
        for (ControlCommand command : older) {
            boolean isKept =
                    command.getBody() instanceof PrefetchCommand
                            && command.getSequence() < firstSequence;
            if (isKept) {
                merged.add(command);
            } else {
                counts.withoutEffect();
            }
        }
        merged.addAll(newer);
        return merged;
    }

    private static final class FunctionGate {
        private final TargetSequencer sequencer;
        private final Map<Long, Expectation> byElement = new HashMap<>();

        private FunctionGate(int maxHeld) {
            this.sequencer = new TargetSequencer(maxHeld);
        }
    }

    private static final class Expectation {
        private final String target;

        /** Element sequence or window end. */
        private final long key;

        private final boolean isTag;
        private final long effectNanos;
        private List<ControlCommand> answer;
        private long epoch;

        private Expectation(String target, long key, boolean isTag, long effectNanos) {
            this.target = target;
            this.key = key;
            this.isTag = isTag;
            this.effectNanos = effectNanos;
        }
    }
}

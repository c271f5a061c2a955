package io.forebay.gateway.workload;

import io.forebay.gateway.Pacing;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.gateway.control.CommandSink;
import io.forebay.gateway.control.LockstepGate;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the device as fast as the controller answers: the clock stops at each moment at which an
 * answer is due until it is there. What happens depends on the answers, not on when they come.
 *
 * <p>Commands are answered ACCEPTED when they are valid; what came of them when they took effect is
 * counted. Model updates come before the tag of the element that caused them and act with it.
 */
final class LockstepDriver implements Driver, DeviceTimeline.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LockstepDriver.class);
    private static final long SLOW_ANSWER_NANOS = 5_000_000_000L;

    private final DeviceTimeline timeline;
    private final CommandIntake intake;
    private final CommandCounts counts;
    private final LockstepGate gate;
    private final String deviceId;
    private final long controlDelayNanos;
    private final long answerTimeoutNanos;

    LockstepDriver(
            DeviceTimeline timeline,
            CommandIntake intake,
            CommandCounts counts,
            LockstepGate gate,
            String deviceId,
            Pacing.Lockstep pacing) {
        this.timeline = timeline;
        this.intake = intake;
        this.counts = counts;
        this.gate = gate;
        this.deviceId = deviceId;
        this.controlDelayNanos = pacing.controlDelay().toNanos();
        this.answerTimeoutNanos = pacing.answerTimeout().toNanos();
    }

    @Override
    public CommandSink commands() {
        return this::take;
    }

    private CommandOutcome take(ControlCommand command, long epoch) {
        CommandOutcome outcome =
                command.getBody() instanceof ModelUpdate
                        ? gate.takeModel(command, controlDelayNanos)
                        : gate.take(command, epoch);
        if (outcome.status() != CommandStatus.COMMAND_STATUS_ACCEPTED) {
            counts.answered(outcome.status());
        }
        return outcome;
    }

    @Override
    public void run() throws InterruptedException {
        timeline.listen(this);
        while (true) {
            Interrupts.check();
            long effectNanos = gate.nextEffectNanos();
            boolean hasWork =
                    timeline.nextArrivalNanos() != Long.MAX_VALUE
                            || timeline.inFlight() > 0
                            || effectNanos != Long.MAX_VALUE;
            if (!hasWork) {
                return;
            }
            long now = Math.min(timeline.nextNanos(), effectNanos);
            if (now == Long.MAX_VALUE) {
                return; // The end was asked for in between.
            }
            timeline.advanceTo(now);
            if (gate.nextEffectNanos() == now) {
                awaitAnswers();
                applyAnswers();
            }
            boolean isQuiet = gate.nextEffectNanos() > now && timeline.nextInternalNanos() > now;
            if (isQuiet && timeline.nextArrivalNanos() == now) {
                timeline.arrive();
            }
        }
    }

    private void awaitAnswers() throws InterruptedException {
        intake.poll();
        if (gate.isNextAnswered()) {
            return;
        }
        timeline.publish();
        long answers = gate.answerCount();
        long waitingSince = System.nanoTime();
        boolean told = false;
        while (!gate.isNextAnswered()) {
            long left = waitingSince + answerTimeoutNanos - System.nanoTime();
            if (left <= 0) {
                throw new WorkloadFailedException(
                        "no answer within "
                                + answerTimeoutNanos / 1_000_000
                                + " ms, missing "
                                + gate.describeMissing());
            }
            intake.await(Math.min(left, SLOW_ANSWER_NANOS));
            intake.poll();
            boolean isSlow = System.nanoTime() - waitingSince >= SLOW_ANSWER_NANOS;
            if (isSlow && !told && !gate.isNextAnswered()) {
                told = true;
                LOG.info("{}: still waiting for {}", deviceId, gate.describeMissing());
            }
            if (gate.answerCount() != answers) {
                answers = gate.answerCount();
                waitingSince = System.nanoTime();
            }
        }
    }

    private void applyAnswers() {
        for (ControlCommand command : gate.takeNext()) {
            counts.answered(timeline.apply(command));
        }
    }

    @Override
    public void onArrival(TrafficElement element) {
        gate.expectTag(
                element.getFunctionId(),
                element.getSequence(),
                element.getEventTimeNanos() + controlDelayNanos);
    }

    @Override
    public void onWindowEnd(long windowEndNanos) {
        gate.expectAllocation(deviceId, windowEndNanos, windowEndNanos + controlDelayNanos);
    }
}

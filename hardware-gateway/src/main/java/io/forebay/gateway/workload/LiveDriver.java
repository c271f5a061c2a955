package io.forebay.gateway.workload;

import io.forebay.gateway.Pacing;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.gateway.control.CommandSink;
import io.forebay.schemas.ControlCommand;

/**
 * Runs the device by the wall clock: commands act when they come. Idle spells longer than allowed
 * are cut short by moving the virtual clock on. A device that cannot keep up runs late, in order.
 */
final class LiveDriver implements Driver {
    private final DeviceTimeline timeline;
    private final CommandIntake intake;
    private final CommandCounts counts;
    private final LiveClock clock;
    private final long maxIdleNanos;

    LiveDriver(
            DeviceTimeline timeline,
            CommandIntake intake,
            CommandCounts counts,
            Pacing.Live pacing) {
        this.timeline = timeline;
        this.intake = intake;
        this.counts = counts;
        this.clock = new LiveClock(System::nanoTime, pacing.speed());
        this.maxIdleNanos = pacing.maxIdle().toNanos();
    }

    @Override
    public CommandSink commands() {
        return this::take;
    }

    private CommandOutcome take(ControlCommand command, long epoch) {
        if (timeline.nextArrivalNanos() == Long.MAX_VALUE && timeline.inFlight() == 0) {
            counts.withoutEffect();
            return CommandOutcome.ACCEPTED;
        }
        long due = Math.min(timeline.nextArrivalNanos() - 1, clock.nanos());
        if (due > timeline.clockNanos()) {
            timeline.advanceTo(due);
        }
        return DirectCommands.apply(timeline, command, counts);
    }

    @Override
    public void run() throws InterruptedException {
        if (timeline.nextArrivalNanos() == Long.MAX_VALUE) {
            return;
        }
        clock.set(timeline.nextArrivalNanos());
        long idleSince = System.nanoTime();
        while (timeline.nextArrivalNanos() != Long.MAX_VALUE || timeline.inFlight() > 0) {
            Interrupts.check();
            intake.poll();
            long due = timeline.nextNanos();
            if (due == Long.MAX_VALUE) {
                return; // The last command completed the rest.
            }
            if (due <= clock.nanos()) {
                boolean isIdle = timeline.isIdleTick(due);
                step(due);
                idleSince = isIdle ? idleSince : System.nanoTime();
                continue;
            }
            timeline.publish();
            long wait = clock.wallUntil(due);
            long idleLeft = idleSince + maxIdleNanos - System.nanoTime();
            if (idleLeft <= 0) {
                clock.set(due);
            } else {
                intake.await(Math.min(wait, idleLeft));
            }
        }
    }

    private void step(long due) {
        timeline.advanceTo(due);
        if (timeline.nextArrivalNanos() == due && timeline.nextInternalNanos() > due) {
            timeline.arrive();
        }
    }
}

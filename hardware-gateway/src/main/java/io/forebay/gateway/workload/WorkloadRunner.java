package io.forebay.gateway.workload;

import io.forebay.gateway.GatewayHardware;
import io.forebay.gateway.GatewayProgress.Stage;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.capture.CaptureStalledException;
import io.forebay.gateway.control.CommandCounts;
import io.forebay.gateway.control.CommandIntake;
import io.forebay.gateway.control.CommandOutcome;
import io.forebay.gateway.control.CommandSink;
import io.forebay.schemas.ControlCommand;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's thread: waits for the first subscriber, runs the workload, then goes on answering
 * commands, which have no effect any more, until it is interrupted.
 */
public final class WorkloadRunner implements Runnable, CommandSink {
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadRunner.class);
    private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

    private final GatewaySettings settings;
    private final CaptureLog log;
    private final CommandIntake intake;
    private final CommandCounts counts;
    private final GatewayHardware hardware;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile CommandSink sink = (command, epoch) -> withoutEffect();
    private volatile Stage stage = Stage.WAITING_FOR_SUBSCRIBER;
    private volatile String failure;
    private volatile long startedNanos;
    private volatile long endedNanos;

    public WorkloadRunner(
            GatewaySettings settings,
            GatewayHardware hardware,
            CaptureLog log,
            CommandIntake intake,
            CommandCounts counts) {
        this.settings = settings;
        this.hardware = hardware;
        this.log = log;
        this.intake = intake;
        this.counts = counts;
    }

    @Override
    public void run() {
        intake.own();
        try {
            runWorkload();
        } finally {
            endedNanos = System.nanoTime();
            counts.close();
            closeHardware();
            end.countDown();
        }
        tellSubscribers();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                intake.poll();
                intake.await(FOREVER_NANOS);
            }
        } catch (InterruptedException e) {
            LOG.debug("engine thread of {} ends", settings.deviceId());
        }
        intake.poll();
    }

    /** Last of all, so that who learns of the end finds the report. */
    private void tellSubscribers() {
        if (failure == null) {
            log.end();
        } else {
            log.fail("workload failed: " + failure);
        }
    }

    private void closeHardware() {
        try {
            hardware.close();
        } catch (IOException e) {
            LOG.warn("{}: hardware could not be closed", settings.deviceId(), e);
        }
    }

    private void runWorkload() {
        try {
            boolean starts = hardware.startsAtOnce();
            while (!starts && log.readerCount() == 0 && !hardware.isEndAsked()) {
                intake.await(FOREVER_NANOS);
                intake.poll();
            }
            startedNanos = System.nanoTime();
            stage = Stage.RUNNING;
            sink = hardware.commands();
            hardware.run();
            sink = (command, epoch) -> withoutEffect();
            hardware.finish();
            stage = Stage.ENDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("closed before the end of the workload");
        } catch (RuntimeException | Error e) {
            if (Thread.currentThread().isInterrupted()) {
                fail("closed before the end of the workload");
                return;
            }
            boolean isExpected =
                    e instanceof WorkloadFailedException || e instanceof CaptureStalledException;
            if (!isExpected) {
                LOG.error("workload of {} failed", settings.deviceId(), e);
            }
            fail(isExpected ? e.getMessage() : e.toString());
        }
    }

    private void fail(String reason) {
        sink = (command, epoch) -> withoutEffect();
        failure = reason;
        stage = Stage.FAILED;
    }

    private CommandOutcome withoutEffect() {
        counts.withoutEffect();
        return CommandOutcome.ACCEPTED;
    }

    @Override
    public CommandOutcome take(ControlCommand command, long epoch) {
        return sink.take(command, epoch);
    }

    /** Released when the workload has ended or failed. */
    public CountDownLatch end() {
        return end;
    }

    /** Where the run is. */
    public Stage stage() {
        return stage;
    }

    /** Wall time since the workload began, up to its end. */
    public long elapsedNanos() {
        if (startedNanos == 0) {
            return 0;
        }
        long until = endedNanos;
        return (until == 0 ? System.nanoTime() : until) - startedNanos;
    }

    /** Why the workload failed; null when it did not. */
    public String failure() {
        return failure;
    }
}

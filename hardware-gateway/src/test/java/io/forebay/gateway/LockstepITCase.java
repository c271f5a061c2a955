package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.traces.TraceReader;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LockstepITCase {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldCompleteEveryElementWhenEachIsTagged() throws Exception {
        int count = 10_000;
        try (var gateway = start(ListTrace.random(count, 8, 5 * MILLI, 1));
                var controller = new EchoController(gateway, 1).capture(0)) {
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(50))).isTrue();
            assertThat(controller.awaitCaptureEnd(5)).isTrue();
            GatewayReport report = gateway.report();
            assertThat(report.failure()).isNull();
            assertThat(controller.sawEnd).isTrue();
            assertThat(report.elements().completed()).isEqualTo(count);
            assertThat(report.tags().inTime() + report.tags().late()).isEqualTo(count);
            assertThat(report.commands().allocationsApplied()).isPositive();
        }
    }

    @Test
    void shouldGiveEqualReportsWhenAnswersComeLateAndOutOfOrder() throws Exception {
        GatewayReport straight = run(null);
        assertThat(straight.failure()).isNull();
        assertThat(straight.edge().decided()).isGreaterThan(1_500);
        assertThat(straight.edge().modelsRefused()).isZero();
        assertThat(run(7L)).isEqualTo(straight);
        assertThat(run(8L)).isEqualTo(straight);
    }

    @Test
    void shouldGiveEqualReportWhenJobRestartsFromTheBeginning() throws Exception {
        GatewayReport undisturbed = run(null);
        try (var gateway = start(ListTrace.random(2_000, 5, MILLI / 2, 3))) {
            try (var first = new EchoController(gateway, 1)) {
                first.leaveAfterElements = 700;
                first.capture(0);
                assertThat(first.awaitCaptureEnd(20)).isTrue();
            }
            assertThat(gateway.progress().stage()).isEqualTo(GatewayProgress.Stage.RUNNING);
            try (var second = new EchoController(gateway, 2).capture(0)) {
                assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(20))).isTrue();
                assertThat(second.awaitCaptureEnd(5)).isTrue();
            }
            assertThat(gateway.report()).isEqualTo(undisturbed);
            assertThat(gateway.progress().commandsWithoutEffect()).isGreaterThan(500);
        }
    }

    @Test
    void shouldGiveEqualReportWhenJobResumesFromCheckpoint() throws Exception {
        GatewayReport undisturbed = run(null);
        try (var gateway = start(ListTrace.random(2_000, 5, MILLI / 2, 3));
                var first = new EchoController(gateway, 1)) {
            first.checkpointAfterElements = 600;
            first.leaveAfterElements = 700;
            first.capture(0);
            assertThat(first.awaitCaptureEnd(20)).isTrue();
            try (var second = new EchoController(gateway, 2)) {
                second.captureFrom(first.checkpoint);
                assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(20))).isTrue();
                assertThat(gateway.report()).isEqualTo(undisturbed);
            }
        }
    }

    @Test
    void shouldFailNamingElementWhenTagIsMissing() throws Exception {
        try (var gateway = start(ListTrace.random(100, 1, MILLI, 3), Duration.ofMillis(300));
                var silent = new EchoController(gateway, 1)) {
            silent.tags = false;
            silent.capture(0);
            assertThat(silent.awaitCaptureEnd(10)).isTrue();
            String expected =
                    "workload failed: no answer within 300 ms, missing tag: function=dev/f0,"
                            + " elementSequence=0";
            assertThat(Status.fromThrowable(silent.captureError).getCode())
                    .isEqualTo(Status.Code.INTERNAL);
            assertThat(silent.captureError).hasMessageContaining(expected);
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(5))).isTrue();
            assertThat("workload failed: " + gateway.report().failure()).isEqualTo(expected);
            assertThat(gateway.progress().stage()).isEqualTo(GatewayProgress.Stage.FAILED);
            try (var later = new EchoController(gateway, 1).capture(0)) {
                assertThat(later.awaitCaptureEnd(5)).isTrue();
                assertThat(Status.fromThrowable(later.captureError).getCode())
                        .isEqualTo(Status.Code.FAILED_PRECONDITION);
                assertThat(later.captureError).hasMessageContaining(expected);
            }
            silent.send(List.of(EchoController.tag("dev/f0", 0, 0, 3)));
            assertThat(silent.finishControl(5)).isTrue();
            assertThat(silent.results())
                    .extracting(CommandResult::getStatus)
                    .containsExactly(CommandStatus.COMMAND_STATUS_ACCEPTED);
        }
    }

    @Test
    void shouldFailNamingWindowWhenAllocationIsMissing() throws Exception {
        try (var gateway = start(ListTrace.random(500, 1, MILLI, 3), Duration.ofMillis(300));
                var controller = new EchoController(gateway, 1)) {
            controller.allocations = false;
            controller.capture(0);
            assertThat(controller.awaitCaptureEnd(10)).isTrue();
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(5))).isTrue();
            assertThat(gateway.report().failure())
                    .endsWith(
                            "missing allocation: device=dev, windowEndNanos="
                                    + (ListTrace.START_NANOS + 100 * MILLI));
        }
    }

    @Test
    void shouldServeSeveralSubscribersTheSame() throws Exception {
        try (var gateway = start(ListTrace.random(1_000, 3, MILLI, 5));
                var watcher = new EchoController(gateway, 0);
                var controller = new EchoController(gateway, 1)) {
            watcher.tags = false;
            watcher.keepRecords = true;
            controller.keepRecords = true;
            watcher.capture(0);
            controller.capture(0);
            assertThat(watcher.awaitCaptureEnd(20)).isTrue();
            assertThat(controller.awaitCaptureEnd(20)).isTrue();
            assertThat(watcher.records).isEqualTo(controller.records);
            for (int i = 0; i < watcher.records.size(); i++) {
                assertThat(watcher.records.get(i).getOffset()).isEqualTo(i);
            }
            try (var late = new EchoController(gateway, 0)) {
                late.tags = false;
                late.capture(controller.nextOffset);
                assertThat(late.awaitCaptureEnd(5)).isTrue();
                assertThat(late.sawEnd).isTrue();
            }
        }
    }

    @Test
    void shouldLoseNothingWhenLogIsSmallerThanWhatHappensAtOnce() throws Exception {
        var settings =
                GatewaySettings.builder(ListTrace.DEVICE)
                        .limits(GatewayLimits.defaults().withCaptureLogRecords(8))
                        .build();
        try (var gateway =
                        GatewayServer.start(settings, ListTrace.random(3_000, 3, MILLI / 100, 5));
                var controller = new EchoController(gateway, 1).capture(0)) {
            assertThat(controller.awaitCaptureEnd(20)).isTrue();
            assertThat(controller.sawEnd).isTrue();
            assertThat(gateway.progress().captureGaps()).isZero();
            assertThat(gateway.report().elements().completed()).isEqualTo(3_000);
            assertThat(controller.nextOffset).isEqualTo(gateway.report().captureRecords());
        }
    }

    @Test
    void shouldTickAfterEachActiveWindowAndJumpWhenTraceHasGapOfFiftyYears() throws Exception {
        long late = ListTrace.START_NANOS + 50L * 365 * 86_400 * 1_000 * MILLI;
        TraceReader trace =
                ListTrace.of(
                        ListTrace.read(0, ListTrace.START_NANOS, 0),
                        ListTrace.read(0, ListTrace.START_NANOS + 250 * MILLI, 4096),
                        ListTrace.read(0, late, 8192));
        try (var gateway = start(trace);
                var controller = new EchoController(gateway, 1)) {
            controller.keepRecords = true;
            controller.capture(0);
            assertThat(controller.awaitCaptureEnd(5)).isTrue();
            List<Long> ticks =
                    controller.records.stream()
                            .filter(CaptureRecord::hasClockTick)
                            .map(entry -> entry.getClockTick().getEventTimeNanos())
                            .toList();
            List<Long> expected = new ArrayList<>();
            for (int i = 1; i <= 23; i++) {
                expected.add(ListTrace.START_NANOS + i * 100L * MILLI);
            }
            expected.add(Math.floorDiv(late, 100 * MILLI) * 100 * MILLI + 100 * MILLI);
            assertThat(ticks.subList(0, 23)).isEqualTo(expected.subList(0, 23));
            assertThat(ticks.get(ticks.size() - 1)).isEqualTo(expected.get(23));
            // Fifty years of silence cost a tick for each eighth that they grow.
            assertThat(ticks).hasSizeBetween(100, 300).isSorted();
            assertThat(gateway.report().failure()).isNull();
            assertThat(gateway.report().elements().completed()).isEqualTo(3);
        }
    }

    @Test
    void shouldEndCleanlyWhenTraceCannotBeReadOn() throws Exception {
        TraceReader trace =
                ListTrace.of(
                        new IOException("record is cut off: offset=17"),
                        ListTrace.read(0, ListTrace.START_NANOS, 0),
                        ListTrace.read(1, ListTrace.START_NANOS - MILLI, 0));
        try (var gateway = start(trace);
                var controller = new EchoController(gateway, 1).capture(0)) {
            assertThat(controller.awaitCaptureEnd(5)).isTrue();
            assertThat(controller.sawEnd).isTrue();
            GatewayReport report = gateway.report();
            assertThat(report.failure()).isNull();
            assertThat(report.readError()).isEqualTo("record is cut off: offset=17");
            assertThat(report.elements()).isEqualTo(new GatewayReport.Elements(2, 0, 2, 2, 1));
        }
    }

    @Test
    void shouldEndAtOnceWhenTraceIsEmpty() throws Exception {
        try (var gateway = start(ListTrace.of());
                var controller = new EchoController(gateway, 1).capture(0)) {
            assertThat(controller.awaitCaptureEnd(5)).isTrue();
            assertThat(controller.sawEnd).isTrue();
            assertThat(gateway.report().firstArrivalNanos()).isNull();
        }
    }

    @Test
    void shouldStopItsThreadAndFailWorkloadWhenClosedEarly() throws Exception {
        var gateway = start(ListTrace.random(10, 1, MILLI, 3));
        try (var silent = new EchoController(gateway, 1)) {
            silent.tags = false;
            silent.capture(0);
            assertThatIllegalStateException().isThrownBy(gateway::report);
            gateway.close();
            gateway.close();
            assertThat(silent.awaitCaptureEnd(5)).isTrue();
            assertThat(gateway.report().failure())
                    .isEqualTo("closed before the end of the workload");
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().equals("gateway-dev"));
        }
    }

    private static GatewayReport run(Long shuffleSeed) throws Exception {
        TraceReader trace = ListTrace.random(2_000, 5, MILLI / 2, 3);
        try (var gateway = start(trace);
                var shuffler = new Shuffler(shuffleSeed)) {
            try (var controller = new EchoController(gateway, 1, shuffler::accept)) {
                shuffler.target = controller;
                controller.capture(0);
                assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(30))).isTrue();
                return gateway.report();
            }
        }
    }

    static GatewayServer start(TraceReader trace) throws Exception {
        return GatewayServer.start(GatewaySettings.builder(ListTrace.DEVICE).build(), trace);
    }

    private static GatewayServer start(TraceReader trace, Duration answerTimeout) throws Exception {
        var settings =
                GatewaySettings.builder(ListTrace.DEVICE)
                        .pacing(new Pacing.Lockstep(Duration.ofMillis(2), answerTimeout))
                        .build();
        return GatewayServer.start(settings, trace);
    }

    /** Sends commands one by one after random delays, in order within a target only. */
    private static final class Shuffler implements AutoCloseable {
        private final SplittableRandom random;
        private final List<ArrayDeque<Command>> queues = new ArrayList<>();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private volatile EchoController target;

        private Shuffler(Long seed) {
            random = seed == null ? null : new SplittableRandom(seed);
        }

        private void accept(List<Command> commands) {
            if (random == null) {
                target.send(commands);
                return;
            }
            timer.execute(() -> enqueue(commands));
        }

        private void enqueue(List<Command> commands) {
            for (Command command : commands) {
                if (command.hasModelUpdate()) {
                    // It is promised to come before the tag of the element that caused it.
                    target.send(List.of(command));
                    continue;
                }
                queues.stream()
                        .filter(queue -> !queue.isEmpty())
                        .filter(queue -> queue.peek().getTarget().equals(command.getTarget()))
                        .findFirst()
                        .ifPresentOrElse(
                                queue -> queue.add(command),
                                () -> queues.add(new ArrayDeque<>(List.of(command))));
                var unused =
                        timer.schedule(this::sendOne, random.nextInt(200), TimeUnit.MICROSECONDS);
            }
        }

        private void sendOne() {
            queues.removeIf(ArrayDeque::isEmpty);
            target.send(List.of(queues.get(random.nextInt(queues.size())).poll()));
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}

package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.forebay.schemas.gateway.v1.GetCapabilitiesRequest;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import io.forebay.traces.TraceReader;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveITCase {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldFollowWallClockAndJumpOverYears() throws Exception {
        TraceReader trace =
                ListTrace.of(
                        ListTrace.read(0, ListTrace.START_NANOS, 0),
                        ListTrace.read(0, ListTrace.START_NANOS + 1_000 * MILLI, 4096),
                        ListTrace.read(0, ListTrace.START_NANOS << 1, 8192));
        var pacing = new Pacing.Live(10, Duration.ofMillis(200), true);
        try (var gateway = GatewayServer.start(settings(pacing, 1 << 10), trace);
                var controller = new EchoController(gateway, 1)) {
            // Virtual time: a second of it is a tenth of one here, which a busy machine may need.
            controller.validityNanos = 3_600_000 * MILLI;
            controller.capture(0);
            assertThat(controller.awaitCaptureEnd(10)).isTrue();
            assertThat(controller.sawEnd).isTrue();
            GatewayReport report = gateway.report();
            assertThat(report.failure()).isNull();
            assertThat(report.elements().completed()).isEqualTo(3);
            assertThat(report.tags().inTime() + report.tags().late()).isPositive();
            // 100 ms for the first gap, then 20 idle ticks of 10 ms, then the idle limit.
            assertThat(gateway.progress().elapsedNanos()).isBetween(480 * MILLI, 5_000 * MILLI);
        }
    }

    @Test
    void shouldSendGapFirstWhenResumeOffsetIsNoLongerHeld() throws Exception {
        var pacing = new Pacing.Live(1e9, Duration.ZERO, false);
        try (var gateway =
                GatewayServer.start(settings(pacing, 64), ListTrace.random(1_000, 3, MILLI, 1))) {
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(10))).isTrue();
            try (var reader = new EchoController(gateway, 0)) {
                reader.tags = false;
                reader.keepRecords = true;
                reader.capture(5);
                assertThat(reader.awaitCaptureEnd(5)).isTrue();
                CaptureRecord first = reader.records.get(0);
                long end = gateway.report().captureRecords();
                assertThat(first.getCaptureGap().getDeviceId()).isEqualTo("dev");
                assertThat(first.getCaptureGap().getFirstOffset()).isEqualTo(5);
                assertThat(first.getCaptureGap().getNextOffset()).isEqualTo(end - 64);
                assertThat(first.getOffset()).isEqualTo(end - 65);
                assertThat(reader.records.get(1).getOffset()).isEqualTo(end - 64);
                assertThat(reader.records).hasSize(65);
                assertThat(gateway.progress().captureGaps()).isEqualTo(1);
            }
            try (var reader = new EchoController(gateway, 0).capture(1_000_000)) {
                assertThat(reader.awaitCaptureEnd(5)).isTrue();
                Status status = Status.fromThrowable(reader.captureError);
                assertThat(status.getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
                assertThat(status.getDescription()).contains("resumeOffset=1000000");
            }
            try (var reader = new EchoController(gateway, 0).capture(-1)) {
                assertThat(reader.awaitCaptureEnd(5)).isTrue();
                assertThat(Status.fromThrowable(reader.captureError).getCode())
                        .isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
        }
    }

    @Test
    void shouldFenceOlderEpochsAndAnswerRepeatsTheSame() throws Exception {
        try (var gateway = endless();
                var controller = new EchoController(gateway, 5)) {
            awaitElements(gateway);
            Command tag = EchoController.tag("dev/f0", 0, 0, 3);
            Command expired =
                    EchoController.tag("dev/f0", 1, 0, 3).toBuilder()
                            .setExpiresAtNanos(ListTrace.START_NANOS)
                            .build();
            controller.send(List.of(tag, expired, tag, expired));
            assertThat(controller.finishControl(5)).isTrue();
            assertThat(statuses(controller))
                    .containsExactly(
                            CommandStatus.COMMAND_STATUS_ACCEPTED,
                            CommandStatus.COMMAND_STATUS_EXPIRED,
                            CommandStatus.COMMAND_STATUS_ACCEPTED,
                            CommandStatus.COMMAND_STATUS_EXPIRED);
            assertThat(gateway.progress().repeatedCommands()).isEqualTo(2);
            try (var old = new EchoController(gateway, 4)) {
                old.send(List.of(tag));
                assertThat(old.finishControl(5)).isTrue();
                assertThat(statuses(old)).containsExactly(CommandStatus.COMMAND_STATUS_STALE_EPOCH);
            }
            // Epochs are unsigned: this is the highest there is.
            try (var newest = new EchoController(gateway, -1)) {
                newest.send(List.of(expired));
                assertThat(newest.finishControl(5)).isTrue();
                assertThat(statuses(newest)).containsExactly(CommandStatus.COMMAND_STATUS_EXPIRED);
            }
        }
    }

    @Test
    void shouldReportAppliedAllocationOnCaptureStream() throws Exception {
        try (var gateway = endless();
                var controller = new EchoController(gateway, 1)) {
            awaitElements(gateway);
            controller.send(List.of(allocation(1 << 20)));
            assertThat(controller.finishControl(5)).isTrue();
            assertThat(statuses(controller)).containsExactly(CommandStatus.COMMAND_STATUS_ACCEPTED);
            try (var reader = new EchoController(gateway, 1)) {
                reader.tags = false;
                reader.keepRecords = true;
                reader.capture(0);
                while (!reader.hasSeen(CaptureRecord::hasAppliedAllocation)) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void shouldGoOnWhenFloodedWithMalformedBatches() throws Exception {
        try (var gateway = endless();
                var controller = new EchoController(gateway, 1)) {
            awaitElements(gateway);
            var random = new SplittableRandom(11);
            int sent = 0;
            for (int batch = 0; batch < 300; batch++) {
                List<Command> commands = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    commands.add(malformed(random));
                }
                sent += commands.size();
                controller.send(commands);
            }
            controller.send(List.of(EchoController.tag("dev/f0", 1_000, 0, 3)));
            assertThat(controller.finishControl(20)).isTrue();
            List<CommandStatus> statuses = statuses(controller);
            assertThat(statuses).hasSize(sent + 1);
            assertThat(statuses.subList(0, sent))
                    .doesNotContain(
                            CommandStatus.COMMAND_STATUS_ACCEPTED,
                            CommandStatus.COMMAND_STATUS_UNSPECIFIED)
                    .contains(
                            CommandStatus.COMMAND_STATUS_INVALID,
                            CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET,
                            CommandStatus.COMMAND_STATUS_UNSUPPORTED);
            assertThat(statuses.get(sent)).isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
            assertThat(controller.results().subList(0, sent))
                    .allSatisfy(result -> assertThat(result.getDetail()).isNotEmpty());
            assertThat(gateway.progress().stage()).isEqualTo(GatewayProgress.Stage.RUNNING);
        }
    }

    private static Command malformed(SplittableRandom random) {
        Command tag = EchoController.tag("dev/f0", random.nextInt(100), 0, 1);
        return switch (random.nextInt(9)) {
            case 0 -> tag.toBuilder().clearBody().build();
            case 1 -> tag.toBuilder().setTarget("dev/unheard").build();
            case 2 -> tag.toBuilder().setSequence(-random.nextLong(1, 100)).build();
            case 3 -> EchoController.tag("dev/f0", 7, 0, 8 + random.nextInt(100));
            case 4 -> EchoController.tag("dev/f0", 7, Long.MAX_VALUE, 1);
            case 5 -> tag.toBuilder().setTarget("").build();
            case 6 ->
                    tag.toBuilder()
                            .setPrefetch(
                                    PrefetchCommand.newBuilder()
                                            .setFirstBlock(random.nextLong())
                                            .setBlockCount(Integer.MAX_VALUE)
                                            .setProbability(Double.NaN))
                            .build();
            case 7 ->
                    allocation(5).toBuilder()
                            .setAllocation(
                                    BufferAllocation.newBuilder()
                                            .setBudgetBytes(5)
                                            .addShares(FunctionShare.newBuilder().setBytes(6)))
                            .build();
            default -> tag.toBuilder().setCauseTimeNanos(-1).build();
        };
    }

    private static Command allocation(long budgetBytes) {
        return Command.newBuilder()
                .setTarget("dev")
                .setExpiresAtNanos(Long.MAX_VALUE)
                .setAllocation(
                        BufferAllocation.newBuilder()
                                .setWindowEndNanos(ListTrace.START_NANOS)
                                .setBudgetBytes(budgetBytes)
                                .addShares(
                                        FunctionShare.newBuilder()
                                                .setFunctionId("dev/f0")
                                                .setBytes(budgetBytes)))
                .build();
    }

    @Test
    void shouldTellCapabilitiesAndHealth() throws Exception {
        try (var gateway = endless();
                var client = new EchoController(gateway, 0)) {
            awaitElements(gateway);
            Capabilities capabilities =
                    GatewayGrpc.newBlockingStub(client.channel())
                            .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
            assertThat(capabilities.getDeviceId()).isEqualTo("dev");
            assertThat(capabilities.getFunctionIdsList()).contains("dev/f0");
            assertThat(capabilities.getBufferBudgetBytes()).isEqualTo(16 << 20);
            assertThat(capabilities.getActionsCount()).isEqualTo(4);
            assertThat(capabilities.getNextOffset()).isPositive();
            var health = HealthGrpc.newBlockingStub(client.channel());
            for (String service : List.of("", GatewayGrpc.SERVICE_NAME)) {
                var request = HealthCheckRequest.newBuilder().setService(service).build();
                assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
            }
        }
    }

    @Test
    void shouldRefuseToListenWhereOthersCanReachIt() {
        var settings = GatewaySettings.builder("dev").host("0.0.0.0").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GatewayServer.start(settings, ListTrace.of()))
                .withMessageContaining("loopback only")
                .withMessageContaining("host=0.0.0.0");
    }

    @Test
    void shouldEndInOrderWhenAsked() throws Exception {
        try (var gateway = endless();
                var reader = new EchoController(gateway, 1).capture(0)) {
            awaitElements(gateway);
            gateway.endWorkload();
            assertThat(reader.awaitCaptureEnd(10)).isTrue();
            assertThat(reader.sawEnd).isTrue();
            GatewayReport.Elements elements = gateway.report().elements();
            assertThat(gateway.report().failure()).isNull();
            assertThat(elements.captured()).isPositive().isEqualTo(elements.read());
            assertThat(elements.completed()).isEqualTo(elements.captured());
        }
    }

    /** A device under steady load that starts by itself and does not end while the test runs. */
    private static GatewayServer endless() throws Exception {
        var pacing = new Pacing.Live(1, Duration.ofSeconds(1), false);
        return GatewayServer.start(
                settings(pacing, 1 << 16), ListTrace.random(1_000_000, 3, 2 * MILLI, 1));
    }

    private static GatewaySettings settings(Pacing pacing, int logRecords) {
        return GatewaySettings.builder(ListTrace.DEVICE)
                .pacing(pacing)
                .limits(GatewayLimits.defaults().withCaptureLogRecords(logRecords))
                .build();
    }

    /** Until every function has had an element. */
    private static void awaitElements(GatewayServer gateway) {
        while (gateway.progress().elementsCaptured() < 30) {
            Thread.onSpinWait();
        }
    }

    private static List<CommandStatus> statuses(EchoController controller) {
        return controller.results().stream().map(CommandResult::getStatus).toList();
    }
}

package io.forebay.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.Completion;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device whose controller has gone goes on as it was last told. */
@Timeout(180)
class ControllerAwayITCase {
    private static final long MILLI = 1_000_000;
    private static final long BLOCK = 4_096;
    private static final int STAGED_BLOCKS = 64;
    private static final String URGENT = "dev/f0";
    private static final String PATIENT = "dev/f1";
    private static final String READING = "dev/f2";

    @Test
    void shouldGoOnWithPrioritiesSharesAndStagedBlocksWhenTheControllerIsAway() throws Exception {
        // A tenth of real time: a tag stays valid for ten seconds of this machine's.
        var pacing = new Pacing.Live(0.1, Duration.ofHours(1), true);
        var settings =
                GatewaySettings.builder(ListTrace.DEVICE).pacing(pacing).withBaseline(true).build();
        try (var gateway = GatewayServer.start(settings, ListTrace.of(workload()));
                var observer = new EchoController(gateway, 0)) {
            observer.tags = false;
            observer.keepRecords = true;
            giveOrdersAndLeave(gateway, observer);
            await().atMost(30, SECONDS).until(() -> gateway.progress().controllers() == 1);
            long leftNanos = gateway.progress().clockNanos();
            assertThat(observer.awaitCaptureEnd(120)).isTrue();
            List<Completion> later =
                    observer.records.stream()
                            .filter(CaptureRecord::hasCompletion)
                            .map(CaptureRecord::getCompletion)
                            .filter(
                                    done ->
                                            done.getEventTimeNanos() - done.getResponseNanos()
                                                    > leftNanos)
                            .toList();
            priorities(later);
            assertThat(of(later, READING))
                    .hasSize(STAGED_BLOCKS)
                    .allSatisfy(done -> assertThat(done.getServedFromPrefetch()).isTrue());
            GatewayReport report = gateway.report();
            assertThat(report.failure()).isNull();
            assertThat(shareBytes(report, URGENT)).isEqualTo(6 << 20);
            assertThat(shareBytes(report, PATIENT)).isEqualTo(3 << 20);
            assertThat(shareBytes(report, READING)).isEqualTo(1 << 20);
        }
    }

    /** The urgent function comes second in each burst, and is served first all the same. */
    private static void priorities(List<Completion> later) {
        assertThat(of(later, URGENT)).hasSizeGreaterThan(500);
        assertThat(of(later, URGENT))
                .allSatisfy(done -> assertThat(done.getAppliedPriority()).isEqualTo(7));
        assertThat(of(later, PATIENT))
                .allSatisfy(done -> assertThat(done.getAppliedPriority()).isEqualTo(1));
        assertThat(meanNanos(of(later, URGENT))).isLessThan(0.7 * meanNanos(of(later, PATIENT)));
    }

    private static void giveOrdersAndLeave(GatewayServer gateway, EchoController observer)
            throws Exception {
        try (var controller = new EchoController(gateway, 1)) {
            observer.capture(0);
            await().atMost(30, SECONDS).until(() -> gateway.progress().elementsCaptured() >= 3);
            var allocation = BufferAllocation.newBuilder().setBudgetBytes(10 << 20);
            share(allocation, URGENT, 6 << 20);
            share(allocation, PATIENT, 3 << 20);
            share(allocation, READING, 1 << 20);
            controller.send(
                    List.of(
                            EchoController.tag(URGENT, 0, 0, 7),
                            EchoController.tag(PATIENT, 0, 0, 1),
                            command(READING)
                                    .setPrefetch(
                                            PrefetchCommand.newBuilder()
                                                    .setFirstBlock(0)
                                                    .setBlockCount(STAGED_BLOCKS)
                                                    .setProbability(1))
                                    .build(),
                            command(ListTrace.DEVICE).setAllocation(allocation).build()));
            assertThat(controller.finishControl(30)).isTrue();
            assertThat(controller.results().stream().map(CommandResult::getStatus))
                    .hasSize(4)
                    .containsOnly(CommandStatus.COMMAND_STATUS_ACCEPTED);
        }
    }

    private static void share(BufferAllocation.Builder allocation, String function, long bytes) {
        allocation.addShares(FunctionShare.newBuilder().setFunctionId(function).setBytes(bytes));
    }

    private static Command.Builder command(String target) {
        return Command.newBuilder()
                .setTarget(target)
                .setCauseTimeNanos(ListTrace.START_NANOS)
                .setExpiresAtNanos(Long.MAX_VALUE);
    }

    /**
     * One element each; bursts of both functions from 0.1 to 0.8 s; then reads of staged blocks.
     */
    private static TrafficElement[] workload() {
        List<TrafficElement> elements = new ArrayList<>();
        for (int function = 0; function < 3; function++) {
            elements.add(ListTrace.read(function, ListTrace.START_NANOS, 1_000_000 * BLOCK));
        }
        for (int burst = 0; burst < 35; burst++) {
            long time = ListTrace.START_NANOS + (100 + 20L * burst) * MILLI;
            for (int i = 0; i < 100; i++) {
                long block = 10_000 + 100L * burst + i;
                elements.add(ListTrace.read(1, time, block * BLOCK));
                elements.add(ListTrace.read(0, time + 1, block * BLOCK));
            }
        }
        for (int i = 0; i < STAGED_BLOCKS; i++) {
            long time = ListTrace.START_NANOS + 820 * MILLI + i * MILLI;
            elements.add(ListTrace.read(2, time, i * BLOCK));
        }
        elements.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        return elements.toArray(TrafficElement[]::new);
    }

    private static List<Completion> of(List<Completion> completions, String function) {
        return completions.stream().filter(done -> done.getFunctionId().equals(function)).toList();
    }

    private static double meanNanos(List<Completion> completions) {
        return completions.stream().mapToLong(Completion::getResponseNanos).average().orElseThrow();
    }

    private static long shareBytes(GatewayReport report, String function) {
        return Stream.of(report.functions().toArray(GatewayReport.Function[]::new))
                .filter(row -> row.functionId().equals(function))
                .findFirst()
                .orElseThrow()
                .shareBytes();
    }
}

package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.gateway.v1.Command;
import io.forebay.traces.TraceReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LockstepITCase {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldAnswerEveryElementWithinThroughputGoal() throws Exception {
        int count = Integer.getInteger("forebay.test.elements", 20_000);
        try (var gateway = start(ListTrace.random(count, 8, 5 * MILLI, 1));
                var controller = new EchoController(gateway, 1).capture(0)) {
            assertThat(gateway.awaitWorkloadEnd(Duration.ofSeconds(50))).isTrue();
            assertThat(controller.awaitCaptureEnd(5)).isTrue();
            GatewayReport report = gateway.report();
            double perSecond = count / (gateway.progress().elapsedNanos() / 1e9);
            System.out.printf("lock-step: %d elements, %.0f elements/s%n", count, perSecond);
            assertThat(report.failure()).isNull();
            assertThat(controller.sawEnd).isTrue();
            assertThat(report.elements().completed()).isEqualTo(count);
            assertThat(report.tags().inTime() + report.tags().late()).isEqualTo(count);
            assertThat(report.commands().allocationsApplied()).isPositive();
            assertThat(perSecond).isGreaterThan(500);
        }
    }

    @Test
    void shouldGiveEqualReportsWhenAnswersComeLateAndOutOfOrder() throws Exception {
        GatewayReport straight = run(null);
        assertThat(straight.failure()).isNull();
        assertThat(run(7L)).isEqualTo(straight);
        assertThat(run(8L)).isEqualTo(straight);
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

    /** Sends commands one by one after random delays, in order within a target only. */
    private static final class Shuffler implements AutoCloseable {
        private final SplittableRandom random;
        private final List<ArrayDeque<Command>> queues = new ArrayList<>();
        private final java.util.concurrent.ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor();
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

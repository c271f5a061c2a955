package io.forebay.connectors.gateway.sink;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.gateway.Backoff;
import io.forebay.connectors.gateway.faults.FaultProxy;
import io.forebay.connectors.gateway.faults.SteadyReads;
import io.forebay.gateway.GatewayReport;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PriorityTag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A sink behind a bad network: every command acts, and acts once; only the newest attempt rules.
 */
@Timeout(300)
class CommandFaultsITCase {
    private static final int ELEMENTS = 300;
    private static final long GAP_NANOS = 100_000;
    private static final GatewaySinkSettings SETTINGS =
            new GatewaySinkSettings(
                    20, 100_000, 8, 10_000, 5, 1_000, 200, Integer.MAX_VALUE, new Backoff(10, 100));

    @Test
    void shouldActOnceOnEachCommandWhenConnectionsAreResetInTheMiddleOfMessages() throws Exception {
        var random = new SplittableRandom(2);
        try (GatewayServer gateway = start();
                var proxy = new FaultProxy(gateway.port())) {
            proxy.setResetAfterBytes(() -> random.nextLong(300, 6_000));
            try (var job = new Writer(proxy.address(), 0)) {
                List<ControlCommand> tags = tags(0, ELEMENTS - 1);
                for (ControlCommand tag : tags) {
                    job.write(tag);
                }
                job.runUntil(() -> job.accepted() == tags.size());
                assertThat(proxy.acceptedConnections()).isGreaterThan(3);
                actedOnce(gateway, tags.size());
            }
        }
    }

    @Test
    void shouldActOnceWhenAnswersAreLostAndCommandsComeAgain() throws Exception {
        try (GatewayServer gateway = start();
                var proxy = new FaultProxy(gateway.port());
                var job = new Writer(proxy.address(), 0)) {
            List<ControlCommand> tags = tags(0, 60);
            for (ControlCommand tag : tags.subList(0, 20)) {
                job.write(tag);
            }
            job.runUntil(() -> job.accepted() == 20);
            proxy.loseAnswers();
            for (ControlCommand tag : tags.subList(20, 60)) {
                job.write(tag);
            }
            job.runUntil(job::isAnswerOverdue);
            // What was on its way is sent anew, and acts no second time.
            proxy.heal();
            job.runUntil(() -> job.accepted() == tags.size());
            assertThat(gateway.progress().repeatedCommands()).isPositive();
            actedOnce(gateway, tags.size());
        }
    }

    @Test
    void shouldRefuseTheCommandsOfAnOlderAttemptWhenTheJobWasRestarted() throws Exception {
        try (GatewayServer gateway = start();
                var proxy = new FaultProxy(gateway.port());
                var old = new Writer(proxy.address(), 0)) {
            List<ControlCommand> tags = tags(0, ELEMENTS - 1);
            for (ControlCommand tag : tags.subList(0, 50)) {
                old.write(tag);
            }
            old.runUntil(() -> old.accepted() == 50);
            // The old attempt is cut off with commands in hand, and does not know that it is dead.
            proxy.cut();
            for (ControlCommand tag : tags.subList(50, 100)) {
                old.write(tag);
            }
            try (var restarted = new Writer(gateway.target(), 1)) {
                for (ControlCommand tag : tags.subList(50, tags.size())) {
                    restarted.write(tag);
                }
                restarted.runUntil(() -> restarted.accepted() == tags.size() - 50);
                proxy.heal();
                assertThatThrownBy(() -> old.runUntil(() -> false))
                        .hasStackTraceContaining("gateway obeys another controller");
                assertThat(old.accepted()).isEqualTo(50);
                actedOnce(gateway, tags.size());
            }
        }
    }

    /** Accepted once each, and nothing else happened. */
    private static void actedOnce(GatewayServer gateway, int commands) throws Exception {
        gateway.endWorkload();
        gateway.awaitWorkloadEnd();
        GatewayReport report = gateway.report();
        assertThat(report.failure()).isNull();
        assertThat(report.commands().byStatus()).isEqualTo(Map.of("ACCEPTED", (long) commands));
        assertThat(report.tags().inTime() + report.tags().late()).isEqualTo(commands);
    }

    /** A device that has had its elements but one, and waits for the last. */
    private static GatewayServer start() throws Exception {
        var settings =
                GatewaySettings.builder(SteadyReads.DEVICE)
                        .pacing(new Pacing.Live(1, Duration.ofHours(1), false))
                        .withBaseline(false)
                        .build();
        GatewayServer gateway =
                GatewayServer.start(
                        settings,
                        new SteadyReads(ELEMENTS, GAP_NANOS, Duration.ofHours(1).toNanos()));
        await().atMost(60, SECONDS)
                .until(() -> gateway.progress().elementsCaptured() == ELEMENTS - 1);
        return gateway;
    }

    /** A tag for each element, numbered within its function. */
    private static List<ControlCommand> tags(int from, int to) {
        Map<String, Long> sequences = new HashMap<>();
        List<ControlCommand> tags = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String function = SteadyReads.function(i);
            long sequence = sequences.merge(function, 1L, Long::sum) - 1;
            tags.add(
                    new ControlCommand(
                            function,
                            sequence,
                            SteadyReads.START_NANOS,
                            Long.MAX_VALUE,
                            new PriorityTag(function, sequence, i % 8, 1.0)));
        }
        return tags;
    }

    /** The sink of one attempt of a job, run as a task runs it, by the wall clock. */
    private static final class Writer implements AutoCloseable {
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

        private final FakeWriterContext context;
        private final StatefulSinkWriter<ControlCommand, BufferedRequestState<CommandEntry>> writer;
        private final long startNanos = System.nanoTime();

        Writer(String address, int attempt) throws Exception {
            context = new FakeWriterContext(attempt);
            context.getProcessingTimeService().setCurrentTime(0);
            writer =
                    GatewaySink.builder()
                            .addGateway(address)
                            .setBaseEpoch(100)
                            .setSettings(SETTINGS)
                            .build()
                            .restoreWriter(context, List.of());
        }

        void write(ControlCommand command) throws Exception {
            writer.write(command, null);
        }

        long accepted() {
            return context.metricGroup().count("commandsAccepted");
        }

        boolean isAnswerOverdue() {
            return context.metricGroup().count("commandRetries") > 0;
        }

        void runUntil(BooleanSupplier condition) throws Exception {
            long begin = System.nanoTime();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - begin > PATIENCE_NANOS) {
                    throw new AssertionError("accepted " + accepted());
                }
                long passedMillis = (System.nanoTime() - startNanos) / 1_000_000;
                long now = context.getProcessingTimeService().getCurrentProcessingTime();
                context.advanceMillis(Math.max(0, passedMillis - now));
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        @Override
        public void close() throws Exception {
            writer.close();
        }
    }
}

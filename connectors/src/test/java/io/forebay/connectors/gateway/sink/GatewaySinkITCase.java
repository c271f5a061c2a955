package io.forebay.connectors.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.RecordTypes;
import io.forebay.connectors.gateway.Answers;
import io.forebay.connectors.gateway.Environments;
import io.forebay.connectors.gateway.FakeGateway;
import io.forebay.connectors.gateway.Records;
import io.forebay.connectors.gateway.source.CaptureWatermarks;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class GatewaySinkITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final long BASE_EPOCH = 1_000;
    private static final int COMMANDS = 3_000;
    private static final int FUNCTIONS = 3;
    private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();
    private static final CountDownLatch HAS_ARRIVED = new CountDownLatch(1);

    @Test
    void shouldKeepOrderWithinTargetWhenGatewayIsBusyAndBreaksOff() throws Exception {
        try (var gateway = new FakeGateway().startOnLoopback()) {
            Map<String, List<Long>> accepted = new ConcurrentHashMap<>();
            Set<String> refused = new HashSet<>();
            var batches = new AtomicInteger();
            gateway.answer(
                    batch -> {
                        if (batches.incrementAndGet() % 7 == 0) {
                            throw Status.UNAVAILABLE.asRuntimeException();
                        }
                        // A target that is busy once stays so until the end of the batch.
                        Set<String> busy = new HashSet<>();
                        return Answers.each(
                                batch,
                                command -> {
                                    String id = command.getTarget() + command.getSequence();
                                    boolean isBusy =
                                            busy.contains(command.getTarget())
                                                    || (command.getSequence() % 97 == 0
                                                            && refused.add(id));
                                    if (isBusy) {
                                        busy.add(command.getTarget());
                                        return CommandStatus.COMMAND_STATUS_BUSY;
                                    }
                                    accepted.computeIfAbsent(
                                                    command.getTarget(),
                                                    target -> new CopyOnWriteArrayList<>())
                                            .add(command.getSequence());
                                    return CommandStatus.COMMAND_STATUS_ACCEPTED;
                                });
                    });
            StreamExecutionEnvironment env = Environments.withRestarts("none");
            tags(env).sinkTo(sink(gateway));
            env.execute();
            assertThat(refused).isNotEmpty();
            assertThat(batches.get()).isGreaterThan(7);
            assertThat(accepted).hasSize(FUNCTIONS);
            for (List<Long> sequences : accepted.values()) {
                assertThat(sequences)
                        .containsExactlyElementsOf(
                                LongStream.range(0, COMMANDS / FUNCTIONS).boxed().toList());
            }
            assertThat(epochs(gateway.commandBatches())).containsExactly(BASE_EPOCH);
        }
    }

    @Test
    void shouldFailJobWhenEpochIsStale() throws Exception {
        try (var gateway = new FakeGateway().startOnLoopback()) {
            gateway.answer(
                    batch ->
                            Answers.each(
                                    batch, command -> CommandStatus.COMMAND_STATUS_STALE_EPOCH));
            StreamExecutionEnvironment env = Environments.withRestarts("none");
            tags(env).sinkTo(sink(gateway));
            assertThatThrownBy(env::execute)
                    .hasStackTraceContaining(
                            "gateway obeys another controller, another attempt of the job has"
                                    + " taken over: gateway="
                                    + gateway.address())
                    .hasStackTraceContaining("epoch=1000, code=PERMISSION_DENIED");
        }
    }

    @Test
    void shouldRaiseEpochWhenJobRestarts() throws Exception {
        HAS_FAILED.set(false);
        try (var gateway = new FakeGateway().startOnLoopback()) {
            gateway.answer(
                    batch -> {
                        HAS_ARRIVED.countDown();
                        return Answers.acceptAll(batch);
                    });
            StreamExecutionEnvironment env = Environments.withRestarts("fixed-delay");
            env.enableCheckpointing(20);
            tags(env)
                    .map(GatewaySinkITCase::failOnce)
                    .returns(RecordTypes.of(ControlCommand.class))
                    .sinkTo(sink(gateway));
            env.execute();
            assertThat(epochs(gateway.commandBatches()))
                    .containsExactly(BASE_EPOCH, BASE_EPOCH + 1);
            Set<Command> arrived = new HashSet<>();
            gateway.commandBatches().forEach(batch -> arrived.addAll(batch.getCommandsList()));
            assertThat(arrived).hasSize(COMMANDS);
        }
    }

    /** Fails in the middle, once the first attempt has been heard by the gateway. */
    private static ControlCommand failOnce(ControlCommand command) throws InterruptedException {
        if (command.getSequence() > 500 && HAS_FAILED.compareAndSet(false, true)) {
            assertThat(HAS_ARRIVED.await(30, TimeUnit.SECONDS)).isTrue();
            throw new IllegalStateException("induced");
        }
        return command;
    }

    /**
     * The loop of a lock-step run: the gateway sends the next element only when it has the tag of
     * the last. With an hour in the buffer, any tag that waited for a timer would stop the test.
     */
    @Test
    void shouldAnswerEachElementAtOnceWhenGatewayWaitsForTheTag() throws Exception {
        int elements = 2_000;
        try (var gateway = new FakeGateway().withBatchSize(1).startOnLoopback()) {
            gateway.append(Records.reads(0, 1));
            gateway.answer(
                    batch -> {
                        long next = batch.getCommands(batch.getCommandsCount() - 1).getSequence();
                        if (next / 2 + 1 < elements) {
                            gateway.append(Records.reads(next / 2 + 1, next / 2 + 2));
                        } else {
                            gateway.endCapture();
                        }
                        return Answers.acceptAll(batch);
                    });
            StreamExecutionEnvironment env = Environments.withRestarts("none");
            env.fromSource(
                            GatewaySource.builder().addGateway(gateway.address()).build(),
                            CaptureWatermarks.strategy(),
                            "gateway")
                    .<ControlCommand>flatMap(
                            (record, out) -> {
                                long element = ((TrafficElement) record.getBody()).getSequence();
                                out.collect(Records.prefetch(Records.FUNCTION, 2 * element));
                                out.collect(Records.tag(Records.FUNCTION, 2 * element + 1));
                            })
                    .returns(RecordTypes.of(ControlCommand.class))
                    .sinkTo(
                            GatewaySink.builder()
                                    .configure(
                                            new Configuration()
                                                    .set(
                                                            GatewaySinkOptions.MAX_TIME_IN_BUFFER,
                                                            Duration.ofHours(1)))
                                    .addGateway(gateway.address())
                                    .setBaseEpoch(BASE_EPOCH)
                                    .build());
            env.execute();
            assertThat(gateway.commandBatches()).hasSize(elements);
            assertThat(gateway.commandBatches())
                    .allSatisfy(batch -> assertThat(batch.getCommandsCount()).isEqualTo(2));
        }
    }

    private static Collection<Long> epochs(List<CommandBatch> batches) {
        Map<Long, Boolean> epochs = new LinkedHashMap<>();
        batches.forEach(batch -> epochs.put(batch.getEpoch(), true));
        return epochs.keySet();
    }

    private static DataStream<ControlCommand> tags(StreamExecutionEnvironment env) {
        return env.fromSequence(0, COMMANDS - 1)
                .map(i -> Records.tag("nvme0/vf" + i % FUNCTIONS, i / FUNCTIONS))
                .returns(RecordTypes.of(ControlCommand.class));
    }

    private static GatewaySink sink(FakeGateway gateway) {
        return GatewaySink.builder()
                .addGateway("nvme0=" + gateway.address())
                .setBaseEpoch(BASE_EPOCH)
                .build();
    }
}

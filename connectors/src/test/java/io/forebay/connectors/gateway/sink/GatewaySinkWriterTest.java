package io.forebay.connectors.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.forebay.connectors.gateway.Answers;
import io.forebay.connectors.gateway.Backoff;
import io.forebay.connectors.gateway.FakeGateway;
import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.ElectionId;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GatewaySinkWriterTest {
    private static final String F = Records.FUNCTION;
    private static final long HEARTBEAT_MILLIS = 3_000;
    private static final GatewaySinkSettings SETTINGS =
            new GatewaySinkSettings(
                    5, 1_000, 8, 10, 50, 10_000, HEARTBEAT_MILLIS, 2, new Backoff(100, 200));

    private static final ArbitrationResult TAKEN =
            ArbitrationResult.newBuilder()
                    .setCode(Code.ALREADY_EXISTS)
                    .setPrimaryControllerId("flink:other")
                    .setPrimaryElectionId(ElectionId.newBuilder().setLow(101))
                    .build();

    private final String name = "writer-" + UUID.randomUUID();
    private FakeWriterContext context = new FakeWriterContext(0);
    private FakeGateway gateway;
    private StatefulSinkWriter<ControlCommand, BufferedRequestState<CommandEntry>> writer;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway().startInProcess(name);
        context.getProcessingTimeService().setCurrentTime(0);
        open(List.of());
    }

    private void open(Collection<BufferedRequestState<CommandEntry>> state) throws IOException {
        writer =
                GatewaySink.builder()
                        .addGateway("nvme0=" + name + ":1")
                        .setBaseEpoch(100)
                        .setSettings(SETTINGS)
                        .setChannels(FakeGateway.IN_PROCESS)
                        .build()
                        .restoreWriter(context, state);
    }

    @AfterEach
    void stop() throws Exception {
        writer.close();
        gateway.close();
    }

    private void write(ControlCommand... commands) throws Exception {
        for (ControlCommand command : commands) {
            writer.write(command, null);
        }
    }

    /** Sequences of each batch the gateway has got. */
    private List<List<Long>> batches() {
        return gateway.commandBatches().stream().map(GatewaySinkWriterTest::sequences).toList();
    }

    private static List<Long> sequences(CommandBatch batch) {
        return batch.getCommandsList().stream().map(Command::getSequence).toList();
    }

    private long count(String metric) {
        return context.metricGroup().count(metric);
    }

    private long dropped(String status) {
        return count("status." + status + ".commandsDropped");
    }

    @Test
    void shouldSendWithTheWriteWhenGatewayIsFree() throws Exception {
        write(Records.tag(F, 0));
        assertThat(batches()).containsExactly(List.of(0L));
        context.runMails();
        write(Records.tag(F, 1));
        assertThat(batches()).containsExactly(List.of(0L), List.of(1L));
        context.runMails();
        assertThat(count("commandsSent")).isEqualTo(2);
        assertThat(count("commandsAccepted")).isEqualTo(2);
        assertThat(gateway.commandBatches())
                .allSatisfy(batch -> assertThat(batch.getEpoch()).isEqualTo(100));
    }

    @Test
    void shouldGatherWhatComesWhileGatewayIsBusyUpToBatchSize() throws Exception {
        for (int i = 0; i < 8; i++) {
            write(Records.tag(F, i));
        }
        assertThat(batches()).hasSize(1);
        context.runMails();
        assertThat(batches())
                .containsExactly(List.of(0L), List.of(1L, 2L, 3L, 4L, 5L), List.of(6L, 7L));
    }

    @Test
    void shouldSendPrefetchTogetherWithTheTagThatFollows() throws Exception {
        write(Records.prefetch(F, 0), Records.prefetch(F, 1));
        assertThat(batches()).isEmpty();
        write(Records.tag(F, 2));
        assertThat(batches()).containsExactly(List.of(0L, 1L, 2L));
    }

    @Test
    void shouldSendPrefetchAfterTheTimeInBufferWhenNoTagFollows() throws Exception {
        write(Records.prefetch(F, 0));
        context.advanceMillis(49);
        assertThat(batches()).isEmpty();
        context.advanceMillis(1);
        assertThat(batches()).containsExactly(List.of(0L));
    }

    /** A task that waited there would hold up checkpoints as long as the gateway is away. */
    @Test
    void shouldNotWaitForAnswerWhenTimeInBufferIsOver() throws Exception {
        gateway.answer(batch -> null);
        write(Records.tag(F, 0), Records.tag(F, 1));
        context.advanceMillis(50);
        context.advanceMillis(50);
        assertThat(batches()).containsExactly(List.of(0L));
    }

    @Test
    void shouldSendPrefetchWithTheAnswerWhenItCameWhileGatewayWasBusy() throws Exception {
        write(Records.tag(F, 0), Records.prefetch(F, 1));
        context.runMails();
        assertThat(batches()).containsExactly(List.of(0L), List.of(1L));
    }

    @Test
    void shouldSendBusyCommandBeforeLaterOnesOfItsTarget() throws Exception {
        gateway.answer(
                batch ->
                        Answers.each(
                                batch,
                                command ->
                                        command.getSequence() == 0
                                                        && gateway.commandBatches().size() == 1
                                                ? CommandStatus.COMMAND_STATUS_BUSY
                                                : CommandStatus.COMMAND_STATUS_ACCEPTED));
        write(Records.tag(F, 0), Records.tag(F, 1));
        context.runMails();
        write(Records.tag(F, 2));
        context.advanceMillis(99);
        assertThat(batches()).containsExactly(List.of(0L));
        context.advanceMillis(1);
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L, 1L, 2L));
        assertThat(count("commandRetries")).isEqualTo(1);
    }

    @Test
    void shouldDropCommandWhenGatewayStaysBusy() throws Exception {
        gateway.answer(batch -> Answers.each(batch, c -> CommandStatus.COMMAND_STATUS_BUSY));
        write(Records.tag(F, 0));
        context.runMails();
        context.advanceMillis(100);
        context.advanceMillis(200);
        context.advanceMillis(200);
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L), List.of(0L));
        assertThat(dropped("BUSY")).isEqualTo(1);
    }

    @Test
    void shouldDropAndCountWhatTheGatewayCannotUse() throws Exception {
        CommandStatus[] statuses = {
            CommandStatus.COMMAND_STATUS_EXPIRED,
            CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET,
            CommandStatus.COMMAND_STATUS_INVALID,
            CommandStatus.COMMAND_STATUS_UNSUPPORTED,
            CommandStatus.COMMAND_STATUS_ACCEPTED
        };
        gateway.answer(
                batch -> Answers.each(batch, command -> statuses[(int) command.getSequence()]));
        for (int i = 0; i < statuses.length; i++) {
            write(Records.tag(F, i));
        }
        context.runMails();
        assertThat(dropped("EXPIRED")).isEqualTo(1);
        assertThat(dropped("UNKNOWN_TARGET")).isEqualTo(1);
        assertThat(dropped("INVALID")).isEqualTo(1);
        assertThat(dropped("UNSUPPORTED")).isEqualTo(1);
        assertThat(count("commandsAccepted")).isEqualTo(1);
    }

    @Test
    void shouldStopWhenEpochIsStale() throws Exception {
        gateway.answer(batch -> Answers.each(batch, c -> CommandStatus.COMMAND_STATUS_STALE_EPOCH));
        write(Records.tag(F, 0));
        assertThatThrownBy(context::runMails)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another attempt of the job has taken over")
                .hasMessageContaining("epoch=100");
    }

    @Test
    void shouldAskForControlBeforeTheFirstCommand() throws Exception {
        assertThat(gateway.arbitrations())
                .containsExactly(
                        Arbitration.newBuilder()
                                .setControllerId("flink:" + FakeWriterContext.JOB_ID)
                                .setElectionId(ElectionId.newBuilder().setLow(100))
                                .build());
        write(Records.tag(F, 0));
        context.runMails();
        assertThat(gateway.arbitrations()).hasSize(1);
    }

    @Test
    void shouldStopWhenAnotherControllerTakesOverWhileIdle() throws Exception {
        write(Records.tag(F, 0));
        context.runMails();
        gateway.tell(TAKEN);
        assertThatThrownBy(context::runMails)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another attempt of the job has taken over")
                .hasMessageContaining("code=ALREADY_EXISTS, primary=flink:other, its epoch=101");
    }

    @Test
    void shouldStopWhenAnotherControllerTakesOverWhileBatchIsOnItsWay() throws Exception {
        gateway.answer(batch -> null);
        write(Records.tag(F, 0));
        gateway.tell(TAKEN);
        assertThatThrownBy(context::runMails)
                .hasMessageContaining("another attempt of the job has taken over");
    }

    @Test
    void shouldStopWhenItIsNotGivenControlAfterReconnect() throws Exception {
        context.runMails();
        gateway.stand(TAKEN);
        gateway.breakControl(Status.UNAVAILABLE);
        context.runMails();
        assertThatThrownBy(() -> context.advanceMillis(100)).hasMessageContaining("its epoch=101");
    }

    @Test
    void shouldConnectAnewWithoutFailingWhenIdleStreamBreaks() throws Exception {
        for (int i = 0; i < 5; i++) {
            gateway.breakControl(Status.UNAVAILABLE);
            context.runMails();
            context.advanceMillis(100);
        }
        assertThat(gateway.arbitrations()).hasSize(6);
        write(Records.tag(F, 0));
        context.runMails();
        assertThat(count("commandsAccepted")).isEqualTo(1);
    }

    @Test
    void shouldBeatWhileIdleAndConnectAnewWhenNobodyAnswers() throws Exception {
        for (int i = 1; i <= 3; i++) {
            context.advanceMillis(HEARTBEAT_MILLIS);
            assertThat(gateway.heartbeats()).hasSize(i);
        }
        gateway.muteHeartbeats();
        context.advanceMillis(HEARTBEAT_MILLIS);
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.arbitrations()).hasSize(1);
            context.advanceMillis(HEARTBEAT_MILLIS);
        }
        assertThat(gateway.heartbeats()).hasSize(4);
        context.advanceMillis(100);
        assertThat(gateway.arbitrations()).hasSize(2);
    }

    @Test
    void shouldStopWhenGatewayRefusesTheCaller() throws Exception {
        gateway.breakControl(Status.UNAUTHENTICATED.withDescription("who are you"));
        assertThatThrownBy(context::runMails)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("who are you");
    }

    @Test
    void shouldCountAttemptIntoEpoch() throws Exception {
        context = new FakeWriterContext(3);
        context.getProcessingTimeService().setCurrentTime(0);
        writer.close();
        open(List.of());
        write(Records.tag(F, 0));
        assertThat(gateway.commandBatches().get(0).getEpoch()).isEqualTo(103);
    }

    @Test
    void shouldSendAgainInOrderWhenStreamBreaks() throws Exception {
        gateway.answer(
                batch -> {
                    if (gateway.commandBatches().size() == 1) {
                        throw Status.UNAVAILABLE.asRuntimeException();
                    }
                    return Answers.acceptAll(batch);
                });
        write(Records.tag(F, 0), Records.tag(F, 1));
        context.runMails();
        context.advanceMillis(100);
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L, 1L));
        assertThat(count("commandsAccepted")).isEqualTo(2);
    }

    @Test
    void shouldStopWhenGatewayStaysAway() throws Exception {
        gateway.refuse(Status.UNAVAILABLE.withDescription("down"));
        write(Records.tag(F, 0));
        context.runMails();
        context.advanceMillis(100);
        assertThatThrownBy(() -> context.advanceMillis(200))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("commands cannot be sent: gateway=" + name)
                .hasMessageContaining("attempts=3")
                .hasMessageContaining("down");
    }

    @Test
    void shouldSendAgainWhenAnswerDoesNotCome() throws Exception {
        gateway.answer(
                batch -> gateway.commandBatches().size() == 1 ? null : Answers.acceptAll(batch));
        write(Records.tag(F, 0));
        context.advanceMillis(9_999);
        assertThat(batches()).hasSize(1);
        context.advanceMillis(1);
        context.advanceMillis(100);
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L));
        assertThat(count("commandsAccepted")).isEqualTo(1);
    }

    @Test
    void shouldSendAgainWhenAnswerDoesNotFit() throws Exception {
        gateway.answer(
                batch ->
                        gateway.commandBatches().size() == 1
                                ? CommandBatchResult.newBuilder()
                                        .setBatchId(batch.getBatchId())
                                        .build()
                                : Answers.acceptAll(batch));
        write(Records.tag(F, 0));
        context.runMails();
        context.advanceMillis(100);
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L));
        assertThat(count("commandsAccepted")).isEqualTo(1);
    }

    @Test
    void shouldDropExpiredCommandInsteadOfSendingIt() throws Exception {
        gateway.answer(batch -> null);
        write(Records.tag(F, 0), Records.tag(F, 1));
        // Tags live for a second of event time; this one is a second and more later.
        write(Records.tag(F, 1_002));
        gateway.answer(Answers::acceptAll);
        context.advanceMillis(10_000);
        context.advanceMillis(100);
        assertThat(batches()).containsExactly(List.of(0L), List.of(1_002L));
        assertThat(dropped("EXPIRED")).isEqualTo(2);
    }

    @Test
    void shouldDropCommandWhenItCannotBeSent() throws Exception {
        write(
                Records.tag("other/vf0", 0),
                new ControlCommand(F, 0L, 0L, 1L, null),
                new ControlCommand(F, 0L, 0L, 1L, new PriorityTag("nvme0/vf9", 0L, 1, 0.0)),
                new ControlCommand(
                        "nvme0",
                        0L,
                        0L,
                        Long.MAX_VALUE,
                        new ModelUpdate("nvme0", 1L, 1, ByteBuffer.allocate(2_000), 0, 1)));
        context.advanceMillis(50);
        assertThat(batches()).isEmpty();
        assertThat(dropped("UNKNOWN_TARGET")).isEqualTo(1);
        assertThat(dropped("INVALID")).isEqualTo(3);
    }

    @Test
    void shouldKeepUnansweredCommandsInStateWithoutWaitingForThem() throws Exception {
        gateway.answer(batch -> null);
        write(Records.tag(F, 0), Records.tag(F, 1), Records.prefetch(F, 2));
        writer.flush(false);
        List<BufferedRequestState<CommandEntry>> state = writer.snapshotState(1);
        writer.close();
        gateway.answer(Answers::acceptAll);
        open(state);
        write(Records.tag(F, 3));
        assertThat(batches()).containsExactly(List.of(0L), List.of(0L, 1L, 2L, 3L));
    }

    @Test
    void shouldSettleEverythingAtEndOfInput() throws Exception {
        write(Records.tag(F, 0), Records.tag(F, 1), Records.prefetch(F, 2));
        writer.flush(true);
        assertThat(batches()).containsExactly(List.of(0L), List.of(1L, 2L));
        assertThat(count("commandsAccepted")).isEqualTo(3);
        assertThat(writer.snapshotState(1).get(0).getBufferedRequestEntries()).isEmpty();
    }

    @Test
    void shouldHoldJobBackWhenBufferIsFull() throws Exception {
        for (int i = 0; i < 11; i++) {
            write(Records.tag(F, i));
        }
        assertThat(batches()).hasSize(1);
        // The buffer holds ten: this write waits for the answer, which lies in the mailbox.
        write(Records.tag(F, 11));
        assertThat(batches().get(1)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
}

package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.forebay.gateway.FakeCall;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.ControlHeartbeat;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.ControllerState;
import io.forebay.schemas.gateway.v1.PriorityTag;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlCallTest {
    @TempDir Path directory;

    /** What waits for the register's thread. */
    private final Queue<Runnable> register = new ArrayDeque<>();

    private final List<Long> applied = new ArrayList<>();
    private ControlPlane plane;
    private FakeCall<ControlResponse> responses = new FakeCall<>();
    private ControlCall call;

    @BeforeEach
    void start() throws IOException {
        plane = plane();
        call = call(responses);
    }

    private ControlPlane plane() throws IOException {
        return Planes.of(
                directory,
                register::add,
                (command, term) -> {
                    applied.add(command.getSequence());
                    return CommandOutcome.ACCEPTED;
                },
                new CommandCounts());
    }

    private ControlCall call(FakeCall<ControlResponse> of) {
        var created = new ControlCall(of, plane);
        created.start();
        return created;
    }

    /** Lets the register's and the engine's threads do what waits for them. */
    private void run() {
        while (!register.isEmpty()) {
            register.remove().run();
        }
        plane.intake().poll();
    }

    @Test
    void shouldAnswerOnEngineThreadInOrderAndAskForAsManyMore() {
        assertThat(responses.requested).isEqualTo(16);
        call.onNext(arbitration("job", 0, 7));
        run();
        call.onNext(batch(7, 1));
        call.onNext(heartbeat(5));
        call.onNext(batch(7, 2));
        call.onCompleted();
        assertThat(responses.sent).hasSize(1);
        assertThat(plane.intake().poll()).isTrue();
        assertThat(batchIds(responses)).containsExactly(1L, 2L);
        assertThat(responses.sent.get(2).getHeartbeat())
                .isEqualTo(
                        ControlHeartbeat.newBuilder()
                                .setId(5)
                                .setDeviceTimeNanos(Planes.CLOCK_NANOS)
                                .build());
        assertThat(responses.requested).isEqualTo(20);
        assertThat(responses.completed).isTrue();
        assertThat(plane.intake().poll()).isFalse();
    }

    @Test
    void shouldHoldWhatFollowsAnArbitrationUntilItIsWrittenDown() {
        call.onNext(arbitration("job", 0, 7));
        call.onNext(batch(7, 1));
        assertThat(plane.intake().poll()).isFalse();
        register.remove().run();
        // The batch is still on the detour: one that comes now must not overtake it.
        call.onNext(batch(7, 2));
        run();
        assertThat(standing(responses))
                .extracting(ArbitrationResult::getCode)
                .containsExactly(Code.OK);
        assertThat(batchIds(responses)).containsExactly(1L, 2L);
        call.onNext(batch(7, 3));
        assertThat(register).isEmpty();
        run();
        assertThat(batchIds(responses)).containsExactly(1L, 2L, 3L);
        assertThat(applied).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldTellOlderControllerThatItLostAndRefuseItsCommands() {
        call.onNext(arbitration("old", 0, 7));
        run();
        FakeCall<ControlResponse> newer = new FakeCall<>();
        ControlCall newCall = call(newer);
        newCall.onNext(arbitration("new", 0, 8));
        call.onNext(batch(7, 1));
        run();
        assertThat(applied).as("written down, not yet in force").containsExactly(1L);
        call.onNext(batch(7, 2));
        newCall.onNext(batch(8, 3));
        run();
        assertThat(applied).containsExactly(1L, 3L);
        ArbitrationResult lost = standing(responses).get(1);
        assertThat(lost.getCode()).isEqualTo(Code.ALREADY_EXISTS);
        assertThat(lost.getPrimaryControllerId()).isEqualTo("new");
        assertThat(lost.getPrimaryElectionId().getLow()).isEqualTo(8);
        assertThat(codes(responses)).containsExactly(Code.OK, Code.PERMISSION_DENIED);
        assertThat(codes(newer)).containsExactly(Code.OK);
    }

    @Test
    void shouldLetStreamsOfOneControllerShareItsElectionIdAndNoOther() {
        call.onNext(arbitration("job", 0, 7));
        FakeCall<ControlResponse> second = new FakeCall<>();
        call(second).onNext(arbitration("job", 0, 7));
        FakeCall<ControlResponse> stranger = new FakeCall<>();
        call(stranger).onNext(arbitration("other", 0, 7));
        run();
        assertThat(standing(responses))
                .extracting(ArbitrationResult::getCode)
                .containsExactly(Code.OK);
        assertThat(standing(second))
                .extracting(ArbitrationResult::getCode)
                .containsExactly(Code.OK);
        Status status = Status.fromThrowable(stranger.error);
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription())
                .contains("election id is another controller's: electionId=0:7");
    }

    @Test
    void shouldRememberHighestElectionIdWhenRestarted() throws IOException {
        call.onNext(arbitration("job", 3, -1));
        run();
        plane = plane();
        assertThat(plane.controllers().state()).isEqualTo(ControllerState.CONTROLLER_STATE_ABSENT);
        FakeCall<ControlResponse> lower = new FakeCall<>();
        ControlCall lowerCall = call(lower);
        lowerCall.onNext(arbitration("late", 2, -1));
        lowerCall.onNext(batch(-1, 1));
        FakeCall<ControlResponse> thief = new FakeCall<>();
        call(thief).onNext(arbitration("thief", 3, -1));
        run();
        assertThat(standing(lower))
                .extracting(ArbitrationResult::getCode)
                .containsExactly(Code.NOT_FOUND);
        assertThat(standing(lower).get(0).getPrimaryControllerId()).isEqualTo("job");
        assertThat(codes(lower)).containsExactly(Code.PERMISSION_DENIED);
        assertThat(thief.error).isNotNull();
        FakeCall<ControlResponse> same = new FakeCall<>();
        call(same).onNext(arbitration("job", 3, -1));
        run();
        assertThat(standing(same)).extracting(ArbitrationResult::getCode).containsExactly(Code.OK);
        assertThat(applied).isEmpty();
    }

    @Test
    void shouldNeverGiveControlToZero() {
        call.onNext(
                ControlRequest.newBuilder()
                        .setArbitration(Arbitration.newBuilder().setControllerId("watcher"))
                        .build());
        call.onNext(batch(0, 1));
        run();
        assertThat(standing(responses))
                .extracting(ArbitrationResult::getCode)
                .containsExactly(Code.NOT_FOUND);
        assertThat(codes(responses)).containsExactly(Code.PERMISSION_DENIED);
        assertThat(plane.controllers().state()).isEqualTo(ControllerState.CONTROLLER_STATE_NONE);
    }

    @Test
    void shouldTellWhetherControllerIsThere() {
        call.onNext(arbitration("job", 0, 7));
        run();
        long heardNanos = call.lastHeardNanos();
        plane.controllers().watch(heardNanos + Planes.TIMEOUT_NANOS);
        assertThat(plane.controllers().state()).isEqualTo(ControllerState.CONTROLLER_STATE_PRESENT);
        plane.controllers().watch(heardNanos + Planes.TIMEOUT_NANOS + 1);
        assertThat(plane.controllers().state()).isEqualTo(ControllerState.CONTROLLER_STATE_SILENT);
        call.onNext(heartbeat(1));
        plane.controllers().watch(call.lastHeardNanos());
        assertThat(plane.controllers().state()).isEqualTo(ControllerState.CONTROLLER_STATE_PRESENT);
        responses.cancelled = true;
        plane.controllers().watch(call.lastHeardNanos());
        assertThat(plane.controllers().status().getState())
                .isEqualTo(ControllerState.CONTROLLER_STATE_ABSENT);
        assertThat(plane.controllers().status().getControllerId()).isEqualTo("job");
    }

    @Test
    void shouldEndStreamThatDoesNotBeginWithArbitration() {
        call.onNext(batch(1, 1));
        call.onNext(batch(1, 2));
        run();
        assertThat(Status.fromThrowable(responses.error).getCode())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(responses.sent).isEmpty();
        assertThat(applied).isEmpty();
    }

    @Test
    void shouldEndStreamOverWhatCannotBeUsed() {
        refused(
                Status.Code.NOT_FOUND,
                ControlRequest.newBuilder()
                        .setArbitration(
                                arbitration("job", 0, 7).getArbitration().toBuilder()
                                        .setDeviceId("elsewhere"))
                        .build());
        refused(Status.Code.INVALID_ARGUMENT, arbitration("two words", 0, 7));
        refused(Status.Code.INVALID_ARGUMENT, arbitration("", 0, 7));
        refused(
                Status.Code.UNIMPLEMENTED,
                arbitration("job", 0, 7),
                ControlRequest.getDefaultInstance());
    }

    private void refused(Status.Code code, ControlRequest... requests) {
        FakeCall<ControlResponse> refused = new FakeCall<>();
        ControlCall stream = call(refused);
        for (ControlRequest request : requests) {
            stream.onNext(request);
        }
        run();
        assertThat(Status.fromThrowable(refused.error).getCode()).isEqualTo(code);
    }

    @Test
    void shouldTakeNoMoreWhileCallerDoesNotReadResponses() {
        call.onNext(arbitration("job", 0, 7));
        run();
        responses.ready = false;
        call.onNext(batch(7, 1));
        call.onNext(batch(7, 2));
        run();
        assertThat(responses.requested).isEqualTo(17);
        responses.ready = true;
        responses.onReady.run();
        assertThat(responses.requested).isEqualTo(19);
    }

    @Test
    void shouldIgnoreBrokenCallAndForgetIt() {
        call.onNext(arbitration("job", 0, 7));
        responses.thrownOnSend = new IllegalStateException("broken");
        call.onNext(batch(7, 1));
        run();
        assertThat(plane.controllers().count()).isEqualTo(1);
        responses.onCancel.run();
        assertThat(plane.controllers().count()).isZero();
    }

    @Test
    void shouldCompleteOnceAndAnswerNothingAfterwards() {
        call.onNext(arbitration("job", 0, 7));
        call.onNext(batch(7, 1));
        call.complete();
        call.complete();
        run();
        assertThat(responses.completed).isTrue();
        assertThat(responses.sent).isEmpty();
        assertThat(applied).isEmpty();
    }

    private static List<ArbitrationResult> standing(FakeCall<ControlResponse> of) {
        return of.sent.stream()
                .filter(ControlResponse::hasArbitration)
                .map(ControlResponse::getArbitration)
                .toList();
    }

    private static List<CommandBatchResult> results(FakeCall<ControlResponse> of) {
        return of.sent.stream()
                .filter(ControlResponse::hasBatchResult)
                .map(ControlResponse::getBatchResult)
                .toList();
    }

    private static List<Long> batchIds(FakeCall<ControlResponse> of) {
        return results(of).stream().map(CommandBatchResult::getBatchId).toList();
    }

    private static List<Code> codes(FakeCall<ControlResponse> of) {
        return results(of).stream().map(result -> result.getResults(0).getCode()).toList();
    }

    private static ControlRequest arbitration(String controller, long high, long low) {
        return ControlRequest.newBuilder()
                .setArbitration(
                        Arbitration.newBuilder()
                                .setControllerId(controller)
                                .setElectionId(new ElectionId(high, low).toProto()))
                .build();
    }

    private static ControlRequest heartbeat(long id) {
        return ControlRequest.newBuilder()
                .setHeartbeat(ControlHeartbeat.newBuilder().setId(id))
                .build();
    }

    /** One tag, whose sequence is the batch's id. */
    private static ControlRequest batch(long epoch, long id) {
        return ControlRequest.newBuilder()
                .setBatch(
                        CommandBatch.newBuilder()
                                .setBatchId(id)
                                .setEpoch(epoch)
                                .addCommands(
                                        Command.newBuilder()
                                                .setTarget("dev/a")
                                                .setSequence(id)
                                                .setPriorityTag(PriorityTag.newBuilder())))
                .build();
    }
}

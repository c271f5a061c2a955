package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Code;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.ModelUpdate;
import io.forebay.schemas.gateway.v1.PriorityTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandProcessorTest {
    private final CommandCounts counts = new CommandCounts();
    private final List<ControlCommand> taken = new ArrayList<>();
    private CommandOutcome answer = CommandOutcome.ACCEPTED;
    private final Controllers controllers =
            new Controllers("dev", Optional.empty(), Planes.TIMEOUT_NANOS);
    private final CommandProcessor processor =
            Planes.processor(
                    controllers,
                    (command, term) -> {
                        taken.add(command);
                        return answer;
                    },
                    counts);

    /** What the controller of this epoch is answered, after it asked for control. */
    private CommandBatchResult process(long epoch, Command... commands) {
        controllers.takePart(null, candidate(epoch));
        return processor.process(batch(epoch, commands), candidate(epoch));
    }

    private static Candidate candidate(long epoch) {
        return new Candidate("job", new ElectionId(0, epoch));
    }

    @Test
    void shouldAnswerEachCommandInOrderWithBatchId() {
        CommandBatchResult result =
                process(1, tag(0), tag(1).toBuilder().setTarget("dev/x").build());
        assertThat(result.getBatchId()).isEqualTo(77);
        assertThat(result.getResultsList())
                .extracting(CommandResult::getTarget)
                .containsExactly("dev/a", "dev/x");
        assertThat(statuses(result))
                .containsExactly(
                        CommandStatus.COMMAND_STATUS_ACCEPTED,
                        CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
        assertThat(taken).hasSize(1);
    }

    @Test
    void shouldNotTakeRepeatsAgainUntilEpochChanges() {
        process(1, tag(0), tag(0));
        process(1, tag(0));
        assertThat(taken).hasSize(1);
        assertThat(counts.repeatCount()).isEqualTo(2);
        process(2, tag(0));
        assertThat(taken).hasSize(2);
    }

    @Test
    void shouldCountSequencesOfModelUpdatesApartFromAllocations() {
        Command update =
                device(5)
                        .setModelUpdate(
                                ModelUpdate.newBuilder()
                                        .setTrainedRequests(5)
                                        .setSnapshot(ByteString.copyFromUtf8("w")))
                        .build();
        Command allocation = device(5).setAllocation(BufferAllocation.newBuilder()).build();
        process(1, update, allocation, update, allocation);
        assertThat(taken).hasSize(2);
        assertThat(counts.repeatCount()).isEqualTo(2);
    }

    @Test
    void shouldCountSequencesOfModelUpdatesApartForEachSubtask() {
        for (int subtask = 0; subtask < 2; subtask++) {
            Command update =
                    device(5)
                            .setModelUpdate(
                                    ModelUpdate.newBuilder()
                                            .setTrainedRequests(5)
                                            .setSubtask(subtask)
                                            .setParallelism(2))
                            .build();
            process(1, update, update);
        }
        Command stray = device(6).setModelUpdate(ModelUpdate.newBuilder().setSubtask(1)).build();
        assertThat(process(1, stray).getResults(0).getDetail())
                .contains("subtask=1, parallelism=1");
        assertThat(taken).hasSize(2);
        assertThat(counts.repeatCount()).isEqualTo(2);
    }

    @Test
    void shouldRefuseOlderEpochEvenWhenNewerOneSentNothing() {
        process(9);
        assertThat(statuses(process(8, tag(0))))
                .containsExactly(CommandStatus.COMMAND_STATUS_STALE_EPOCH);
        assertThat(taken).isEmpty();
        assertThat(counts.fencedCount()).isEqualTo(1);
        assertThat(counts.byStatus()).isEmpty();
    }

    @Test
    void shouldTakeAgainWhatWasBusy() {
        answer = new CommandOutcome(CommandStatus.COMMAND_STATUS_BUSY, "full");
        process(1, tag(0));
        answer = CommandOutcome.ACCEPTED;
        assertThat(statuses(process(1, tag(0))))
                .containsExactly(CommandStatus.COMMAND_STATUS_ACCEPTED);
        assertThat(taken).hasSize(2);
    }

    @Test
    void shouldRefuseEveryCommandOfOversizedBatch() {
        Command[] commands = new Command[11];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = tag(i);
        }
        CommandBatchResult result = process(1, commands);
        assertThat(result.getResultsList())
                .hasSize(11)
                .allSatisfy(
                        each -> {
                            assertThat(each.getStatus())
                                    .isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
                            assertThat(each.getDetail()).contains("commands=11, maximum=10");
                        });
        assertThat(counts.byStatus()).containsEntry("INVALID", 11L);
        assertThat(taken).isEmpty();
    }

    @Test
    void shouldAnswerRefusedCommandTheSameWhenItComesAgain() {
        Command invalid =
                tag(3).toBuilder()
                        .setPriorityTag(PriorityTag.newBuilder().setElementSequence(100))
                        .build();
        CommandBatchResult first = process(1, invalid);
        assertThat(first.getResults(0).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(process(1, tag(3)).getResultsList()).isEqualTo(first.getResultsList());
        assertThat(taken).isEmpty();
    }

    @Test
    void shouldNotTakeWhatIsTooOldToBeKnown() {
        process(1, tag(0));
        process(1, tag(20));
        CommandResult result = process(1, tag(0)).getResults(0);
        assertThat(result.getStatus()).isEqualTo(CommandStatus.COMMAND_STATUS_FORGOTTEN);
        assertThat(result.getCode()).isEqualTo(Code.OUT_OF_RANGE);
        assertThat(taken).hasSize(2);
    }

    @Test
    void shouldRefuseBatchWhoseEpochIsNotItsControllers() {
        controllers.takePart(null, candidate(5));
        CommandResult result = processor.process(batch(4, tag(0)), candidate(5)).getResults(0);
        assertThat(result.getStatus()).isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(result.getDetail()).contains("epoch=4, electionId=0:5");
        assertThat(taken).isEmpty();
    }

    @Test
    void shouldRefuseEqualEpochOfLowerPrecedence() {
        controllers.takePart(null, new Candidate("operator", new ElectionId(1, 5)));
        CommandResult result = processor.process(batch(5, tag(0)), candidate(5)).getResults(0);
        assertThat(result.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(taken).isEmpty();
    }

    @Test
    void shouldRefuseWhatALaterVersionAsksFor() {
        var later =
                UnknownFieldSet.newBuilder()
                        .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build();
        Command unknownBody =
                Command.newBuilder().setTarget("dev/a").setUnknownFields(later).build();
        Command unknownField =
                tag(1).toBuilder()
                        .setPriorityTag(PriorityTag.newBuilder().setUnknownFields(later))
                        .build();
        Command unknownShare =
                device(2)
                        .setAllocation(
                                BufferAllocation.newBuilder()
                                        .addShares(
                                                FunctionShare.newBuilder().setUnknownFields(later)))
                        .build();
        assertThat(process(1, unknownBody, unknownField, unknownShare).getResultsList())
                .allSatisfy(
                        result -> {
                            assertThat(result.getCode()).isEqualTo(Code.UNIMPLEMENTED);
                            assertThat(result.getDetail()).contains("numbers=[99]");
                        });
        assertThat(taken).isEmpty();
    }

    private static List<CommandStatus> statuses(CommandBatchResult result) {
        return result.getResultsList().stream().map(CommandResult::getStatus).toList();
    }

    private static CommandBatch batch(long epoch, Command... commands) {
        return CommandBatch.newBuilder()
                .setBatchId(77)
                .setEpoch(epoch)
                .addAllCommands(List.of(commands))
                .build();
    }

    private static Command tag(long sequence) {
        return Command.newBuilder()
                .setTarget("dev/a")
                .setSequence(sequence)
                .setPriorityTag(PriorityTag.newBuilder().setElementSequence(sequence))
                .build();
    }

    private static Command.Builder device(long sequence) {
        return Command.newBuilder().setTarget("dev").setSequence(sequence);
    }
}

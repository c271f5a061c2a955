package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.ModelUpdate;
import io.forebay.schemas.gateway.v1.PriorityTag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandProcessorTest {
    private final CommandCounts counts = new CommandCounts();
    private final List<ControlCommand> taken = new ArrayList<>();
    private CommandOutcome answer = CommandOutcome.ACCEPTED;
    private final CommandProcessor processor =
            new CommandProcessor(
                    new CommandRules(
                            "dev", function -> function.equals("dev/a") ? 100 : -1, 1024, 16),
                    (command, epoch) -> {
                        taken.add(command);
                        return answer;
                    },
                    counts,
                    8,
                    10);

    @Test
    void shouldAnswerEachCommandInOrderWithBatchId() {
        CommandBatchResult result =
                processor.process(batch(1, tag(0), tag(1).toBuilder().setTarget("dev/x").build()));
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
        processor.process(batch(1, tag(0), tag(0)));
        processor.process(batch(1, tag(0)));
        assertThat(taken).hasSize(1);
        assertThat(counts.repeatCount()).isEqualTo(2);
        processor.process(batch(2, tag(0)));
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
        processor.process(batch(1, update, allocation, update, allocation));
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
            processor.process(batch(1, update, update));
        }
        Command stray = device(6).setModelUpdate(ModelUpdate.newBuilder().setSubtask(1)).build();
        assertThat(processor.process(batch(1, stray)).getResults(0).getDetail())
                .contains("subtask=1, parallelism=1");
        assertThat(taken).hasSize(2);
        assertThat(counts.repeatCount()).isEqualTo(2);
    }

    @Test
    void shouldRefuseOlderEpochEvenWhenNewerOneSentNothing() {
        processor.process(batch(9));
        assertThat(statuses(processor.process(batch(8, tag(0)))))
                .containsExactly(CommandStatus.COMMAND_STATUS_STALE_EPOCH);
        assertThat(taken).isEmpty();
        assertThat(counts.fencedCount()).isEqualTo(1);
        assertThat(counts.byStatus()).isEmpty();
    }

    @Test
    void shouldTakeAgainWhatWasBusy() {
        answer = new CommandOutcome(CommandStatus.COMMAND_STATUS_BUSY, "full");
        processor.process(batch(1, tag(0)));
        answer = CommandOutcome.ACCEPTED;
        assertThat(statuses(processor.process(batch(1, tag(0)))))
                .containsExactly(CommandStatus.COMMAND_STATUS_ACCEPTED);
        assertThat(taken).hasSize(2);
    }

    @Test
    void shouldRefuseEveryCommandOfOversizedBatch() {
        Command[] commands = new Command[11];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = tag(i);
        }
        CommandBatchResult result = processor.process(batch(1, commands));
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

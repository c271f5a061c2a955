package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Command;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.FunctionShare;
import io.forebay.schemas.gateway.v1.ModelUpdate;
import io.forebay.schemas.gateway.v1.PrefetchCommand;
import io.forebay.schemas.gateway.v1.PriorityTag;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever bytes come where a batch of commands should be: they are no message, or each command is
 * answered, and only those that keep the rules reach the device.
 */
class CommandBytesPropertyTest {
    private static final int MAX_COMMANDS = 64;

    private final List<ControlCommand> taken = new ArrayList<>();
    private final CommandProcessor processor =
            new CommandProcessor(
                    new CommandRules(
                            "dev", function -> function.equals("dev/a") ? 100 : -1, 1024, 16),
                    (command, epoch) -> {
                        taken.add(command);
                        return CommandOutcome.ACCEPTED;
                    },
                    new CommandCounts(),
                    8,
                    MAX_COMMANDS);

    @Property(tries = 5_000)
    void shouldRefuseOrAnswerBytesAtRandom(@ForAll byte[] bytes) {
        process(bytes);
    }

    @Property(tries = 5_000)
    void shouldRefuseOrAnswerBatchesThatWereDamaged(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        byte[] bytes = good(random).toByteArray();
        int damages = random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
            bytes = java.util.Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
        }
        process(bytes);
    }

    private void process(byte[] bytes) {
        CommandBatch batch;
        try {
            batch = CommandBatch.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return; // The transport refuses it.
        }
        taken.clear();
        CommandBatchResult result = processor.process(batch);
        assertThat(result.getResultsCount()).isEqualTo(batch.getCommandsCount());
        assertThat(result.getResultsList())
                .allSatisfy(
                        one ->
                                assertThat(one.getStatus())
                                        .isNotIn(
                                                CommandStatus.COMMAND_STATUS_UNSPECIFIED,
                                                CommandStatus.UNRECOGNIZED));
        assertThat(taken)
                .allSatisfy(
                        command ->
                                assertThat(command.getTarget())
                                        .matches(
                                                target ->
                                                        target.equals("dev/a")
                                                                || target.equals("dev")));
        if (batch.getCommandsCount() > MAX_COMMANDS) {
            assertThat(taken).isEmpty();
        }
    }

    private static CommandBatch good(SplittableRandom random) {
        var batch = CommandBatch.newBuilder().setBatchId(random.nextLong()).setEpoch(1);
        int count = random.nextInt(1, 5);
        for (int i = 0; i < count; i++) {
            var command =
                    Command.newBuilder()
                            .setTarget("dev/a")
                            .setSequence(random.nextInt(1 << 20))
                            .setCauseTimeNanos(1_000)
                            .setExpiresAtNanos(Long.MAX_VALUE);
            switch (random.nextInt(4)) {
                case 0 ->
                        command.setPriorityTag(
                                PriorityTag.newBuilder()
                                        .setElementSequence(random.nextInt(100))
                                        .setPriority(random.nextInt(8))
                                        .setRemainingBurstBytes(random.nextInt(1 << 20)));
                case 1 ->
                        command.setPrefetch(
                                PrefetchCommand.newBuilder()
                                        .setFirstBlock(random.nextInt(1 << 20))
                                        .setBlockCount(1 + random.nextInt(64))
                                        .setProbability(random.nextDouble()));
                case 2 ->
                        command.setTarget("dev")
                                .setModelUpdate(
                                        ModelUpdate.newBuilder()
                                                .setTrainedRequests(command.getSequence())
                                                .setFormatVersion(1)
                                                .setSnapshot(ByteString.copyFromUtf8("weights")));
                default ->
                        command.setTarget("dev")
                                .setAllocation(
                                        BufferAllocation.newBuilder()
                                                .setWindowEndNanos(1_000)
                                                .setBudgetBytes(1 << 20)
                                                .addShares(
                                                        FunctionShare.newBuilder()
                                                                .setFunctionId("dev/a")
                                                                .setBytes(1 << 20)));
            }
            batch.addCommands(command);
        }
        return batch.build();
    }
}

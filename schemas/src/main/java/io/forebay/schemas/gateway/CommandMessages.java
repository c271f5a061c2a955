package io.forebay.schemas.gateway;

import com.google.protobuf.ByteString;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.Command;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The command side of {@link GatewayMessages}. On the wire the target stands for the function or
 * device that the Avro bodies name again.
 */
final class CommandMessages {
    private CommandMessages() {}

    static Command toProto(ControlCommand command) {
        var message =
                Command.newBuilder()
                        .setTarget(command.getTarget())
                        .setSequence(command.getSequence())
                        .setCauseTimeNanos(command.getCauseTimeNanos())
                        .setExpiresAtNanos(command.getExpiresAtNanos());
        Object body = command.getBody();
        if (body instanceof PriorityTag tag) {
            requireTarget(command, tag.getFunctionId());
            message.setPriorityTag(tag(tag));
        } else if (body instanceof PrefetchCommand prefetch) {
            requireTarget(command, prefetch.getFunctionId());
            message.setPrefetch(prefetch(prefetch));
        } else if (body instanceof BufferAllocation allocation) {
            requireTarget(command, allocation.getDeviceId());
            message.setAllocation(allocation(allocation));
        } else if (body instanceof ModelUpdate update) {
            requireTarget(command, update.getDeviceId());
            message.setModelUpdate(update(update));
        } else {
            throw unknownBody(
                    command.getTarget(),
                    command.getSequence(),
                    body == null ? "none" : body.getClass().getName());
        }
        return message.build();
    }

    static ControlCommand fromProto(Command message) {
        String target = message.getTarget();
        Object body =
                switch (message.getBodyCase()) {
                    case PRIORITY_TAG -> tag(target, message.getPriorityTag());
                    case PREFETCH -> prefetch(target, message.getPrefetch());
                    case ALLOCATION -> allocation(target, message.getAllocation());
                    case MODEL_UPDATE -> update(target, message.getModelUpdate());
                    case BODY_NOT_SET ->
                            throw unknownBody(
                                    target, message.getSequence(), message.getBodyCase().name());
                };
        return new ControlCommand(
                target,
                message.getSequence(),
                message.getCauseTimeNanos(),
                message.getExpiresAtNanos(),
                body);
    }

    private static void requireTarget(ControlCommand command, String named) {
        if (!command.getTarget().equals(named)) {
            throw new IllegalArgumentException(
                    "command's body is for another target: target="
                            + command.getTarget()
                            + ", sequence="
                            + command.getSequence()
                            + ", body names="
                            + named);
        }
    }

    private static IllegalArgumentException unknownBody(String target, long sequence, String body) {
        return new IllegalArgumentException(
                "command has no known body: target="
                        + target
                        + ", sequence="
                        + sequence
                        + ", body="
                        + body);
    }

    private static io.forebay.schemas.gateway.v1.PriorityTag tag(PriorityTag tag) {
        return io.forebay.schemas.gateway.v1.PriorityTag.newBuilder()
                .setElementSequence(tag.getElementSequence())
                .setPriority(tag.getPriority())
                .setRemainingBurstBytes(tag.getRemainingBurstBytes())
                .build();
    }

    private static PriorityTag tag(
            String target, io.forebay.schemas.gateway.v1.PriorityTag message) {
        return new PriorityTag(
                target,
                message.getElementSequence(),
                message.getPriority(),
                message.getRemainingBurstBytes());
    }

    private static io.forebay.schemas.gateway.v1.PrefetchCommand prefetch(
            PrefetchCommand prefetch) {
        return io.forebay.schemas.gateway.v1.PrefetchCommand.newBuilder()
                .setFirstBlock(prefetch.getFirstBlock())
                .setBlockCount(prefetch.getBlockCount())
                .setProbability(prefetch.getProbability())
                .build();
    }

    private static PrefetchCommand prefetch(
            String target, io.forebay.schemas.gateway.v1.PrefetchCommand message) {
        return new PrefetchCommand(
                target, message.getFirstBlock(), message.getBlockCount(), message.getProbability());
    }

    private static io.forebay.schemas.gateway.v1.BufferAllocation allocation(
            BufferAllocation allocation) {
        var message =
                io.forebay.schemas.gateway.v1.BufferAllocation.newBuilder()
                        .setWindowEndNanos(allocation.getWindowEndNanos())
                        .setBudgetBytes(allocation.getBudgetBytes());
        for (FunctionShare share : allocation.getShares()) {
            var part = message.addSharesBuilder();
            part.setFunctionId(share.getFunctionId()).setBytes(share.getBytes());
            if (share.getGuaranteedBytes() != null) {
                part.setGuaranteedBytes(share.getGuaranteedBytes());
            }
            if (share.getLimitBytes() != null) {
                part.setLimitBytes(share.getLimitBytes());
            }
        }
        return message.build();
    }

    private static BufferAllocation allocation(
            String target, io.forebay.schemas.gateway.v1.BufferAllocation message) {
        List<FunctionShare> shares = new ArrayList<>(message.getSharesCount());
        for (var share : message.getSharesList()) {
            shares.add(
                    new FunctionShare(
                            share.getFunctionId(),
                            share.getBytes(),
                            share.hasGuaranteedBytes() ? share.getGuaranteedBytes() : null,
                            share.hasLimitBytes() ? share.getLimitBytes() : null));
        }
        return new BufferAllocation(
                target, message.getWindowEndNanos(), message.getBudgetBytes(), shares);
    }

    private static io.forebay.schemas.gateway.v1.ModelUpdate update(ModelUpdate update) {
        return io.forebay.schemas.gateway.v1.ModelUpdate.newBuilder()
                .setTrainedRequests(update.getTrainedRequests())
                .setFormatVersion(update.getFormatVersion())
                .setSnapshot(ByteString.copyFrom(update.getSnapshot().duplicate()))
                .setSubtask(update.getSubtask())
                .setParallelism(update.getParallelism())
                .build();
    }

    private static ModelUpdate update(
            String target, io.forebay.schemas.gateway.v1.ModelUpdate message) {
        return new ModelUpdate(
                target,
                message.getTrainedRequests(),
                message.getFormatVersion(),
                ByteBuffer.wrap(message.getSnapshot().toByteArray()),
                message.getSubtask(),
                message.getParallelism() == 0 ? 1 : message.getParallelism());
    }
}

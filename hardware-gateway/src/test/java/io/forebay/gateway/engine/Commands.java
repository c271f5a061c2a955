package io.forebay.gateway.engine;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commands for tests. Without an expiry where none is given. */
final class Commands {
    private Commands() {}

    static ControlCommand tag(String function, long elementSequence, int priority) {
        return of(function, new PriorityTag(function, elementSequence, priority, 0.0));
    }

    static ControlCommand prefetch(String function, long firstBlock, int blockCount) {
        return prefetch(function, firstBlock, blockCount, Long.MAX_VALUE);
    }

    /** Decided after everything that has been read. */
    static ControlCommand prefetch(
            String function, long firstBlock, int blockCount, long expiresAtNanos) {
        return prefetch(function, firstBlock, blockCount, expiresAtNanos, Long.MAX_VALUE);
    }

    static ControlCommand prefetch(
            String function,
            long firstBlock,
            int blockCount,
            long expiresAtNanos,
            long causeTimeNanos) {
        return new ControlCommand(
                function,
                0L,
                causeTimeNanos,
                expiresAtNanos,
                new PrefetchCommand(function, firstBlock, blockCount, 1.0));
    }

    /** Shares as function, bytes, function, bytes, … */
    static ControlCommand allocate(long budgetBytes, Object... shares) {
        List<FunctionShare> list = new ArrayList<>();
        for (int i = 0; i < shares.length; i += 2) {
            list.add(
                    new FunctionShare(
                            (String) shares[i], ((Number) shares[i + 1]).longValue(), null, null));
        }
        return of(Elements.DEVICE, new BufferAllocation(Elements.DEVICE, 0L, budgetBytes, list));
    }

    static ControlCommand allocatePool(long budgetBytes, FunctionShare... shares) {
        return of(
                Elements.DEVICE,
                new BufferAllocation(Elements.DEVICE, 0L, budgetBytes, List.of(shares)));
    }

    static ControlCommand model(long trainedRequests, int formatVersion, byte[] snapshot) {
        return of(
                Elements.DEVICE,
                new ModelUpdate(
                        Elements.DEVICE,
                        trainedRequests,
                        formatVersion,
                        ByteBuffer.wrap(snapshot),
                        0,
                        1));
    }

    static ControlCommand of(String target, Object body) {
        return new ControlCommand(target, 0L, 0L, Long.MAX_VALUE, body);
    }
}

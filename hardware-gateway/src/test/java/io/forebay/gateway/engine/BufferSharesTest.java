package io.forebay.gateway.engine;

import static io.forebay.gateway.engine.Elements.A;
import static io.forebay.gateway.engine.Elements.B;
import static io.forebay.gateway.engine.Elements.read;
import static io.forebay.gateway.engine.Elements.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.Completion;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferSharesTest {
    private static final long BLOCK = 4096;
    private static final long BUDGET = 10 * BLOCK;
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults(Elements.DEVICE)
                    .withBufferBudgetBytes(BUDGET)
                    .withStorage(1, 1_000, 1_000_000_000);

    private final Recorder recorder = new Recorder();
    private final OffloadEngine engine = new OffloadEngine(SETTINGS, recorder);

    @Test
    void shouldShareEquallyWhenNothingIsAllocated() {
        engine.arrive(read(A, 0, 0, 0, 1));
        assertThat(share(A)).isEqualTo(BUDGET);
        engine.arrive(read(B, 0, 0, 0, 1));
        engine.arrive(read("nvme0/c", 0, 0, 0, 1));
        assertThat(share(A)).isEqualTo(13_654);
        assertThat(share(B)).isEqualTo(13_653);
        assertThat(share("nvme0/c")).isEqualTo(13_653);
    }

    @Test
    void shouldDeferInOrderWhenShareIsUsedUp() {
        engine.arrive(read(B, 0, 0, 0, 1));
        engine.arrive(write(A, 0, 0, 0, 1));
        engine.apply(Commands.allocate(BUDGET, A, 5 * BLOCK, B, 5 * BLOCK));
        for (int i = 1; i < 12; i++) {
            engine.arrive(write(A, i, 0, 10L * i, 1));
        }
        FunctionSnapshot a = function(A);
        assertThat(a.pendingBytes()).isEqualTo(5 * BLOCK);
        assertThat(a.deferredNow()).isEqualTo(7);
        engine.drain();
        assertThat(function(A).deferredElements()).isEqualTo(7);
        assertThat(function(A).deferredNow()).isZero();
        assertThat(recorder.completions())
                .filteredOn(c -> c.getFunctionId().equals(A))
                .extracting(Completion::getSequence)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        // Counted from arrival, not from admission.
        assertThat(recorder.completionOf(A, 11).getResponseNanos()).isGreaterThan(12 * 5_000);
    }

    @Test
    void shouldKeepTagOfDeferredElementWhenAdmitted() {
        for (int i = 0; i < 12; i++) {
            engine.arrive(write(A, i, 0, 10L * i, 1));
        }
        engine.apply(Commands.tag(A, 11, 7));
        assertThat(engine.statistics().snapshot().tags().inTime()).isEqualTo(1);
        engine.drain();
        assertThat(recorder.completionOf(A, 11).getAppliedPriority()).isEqualTo(7);
        // Admitted when two have completed, and then first in line.
        assertThat(recorder.completions().indexOf(recorder.completionOf(A, 11))).isLessThan(5);
    }

    @Test
    void shouldAdmitAloneWhenElementIsLargerThanShare() {
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.arrive(write(A, 1, 0, 100, 50));
        engine.arrive(write(A, 2, 0, 200, 1));
        assertThat(function(A).deferredNow()).isEqualTo(2);
        engine.advanceTo(10_000);
        assertThat(function(A).deferredNow()).isEqualTo(1);
        assertThat(function(A).pendingBytes()).isEqualTo(BUDGET);
        engine.drain();
        assertThat(recorder.completions()).hasSize(3);
    }

    @Test
    void shouldAdmitWhenShareGrows() {
        engine.arrive(read(B, 0, 0, 0, 1));
        engine.arrive(write(A, 0, 0, 0, 1));
        engine.apply(Commands.allocate(BUDGET, A, 5 * BLOCK, B, 5 * BLOCK));
        recorder.events.clear();
        for (int i = 1; i < 9; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        assertThat(function(A).deferredNow()).isEqualTo(4);
        assertThat(engine.apply(Commands.allocate(BUDGET, A, 8 * BLOCK, B, 2 * BLOCK)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        assertThat(function(A).deferredNow()).isEqualTo(1);
        assertThat(recorder.of(AppliedAllocation.class))
                .containsExactly(
                        new AppliedAllocation(A, 0L, 8 * BLOCK, 8 * BLOCK),
                        new AppliedAllocation(B, 0L, 2 * BLOCK, 2 * BLOCK));
        assertThat(engine.statistics().snapshot().allocationsApplied()).isEqualTo(2);
    }

    @Test
    void shouldLoseNothingWhenShareShrinksBelowWhatIsPending() {
        for (int i = 0; i < 9; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        engine.apply(Commands.allocate(BUDGET, A, 2 * BLOCK));
        assertThat(function(A).pendingBytes()).isEqualTo(9 * BLOCK);
        engine.arrive(write(A, 9, 0, 9, 1));
        assertThat(function(A).deferredNow()).isEqualTo(1);
        engine.drain();
        assertThat(recorder.completions()).hasSize(10);
        Completion seventh = recorder.completionOf(A, 6);
        assertThat(recorder.of(AppliedAllocation.class))
                .containsExactly(
                        new AppliedAllocation(A, 0L, 2 * BLOCK, 9 * BLOCK),
                        new AppliedAllocation(
                                A, seventh.getEventTimeNanos(), 2 * BLOCK, 2 * BLOCK));
    }

    @Test
    void shouldKeepToBudgetWhileAnotherFunctionDrains() {
        for (int i = 0; i < 10; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        engine.arrive(write(B, 0, 0, 0, 1));
        engine.apply(Commands.allocate(BUDGET, A, 0, B, BUDGET));
        for (int i = 1; i < 10; i++) {
            engine.arrive(write(B, i, 0, i, 1));
        }
        while (engine.pendingElements() > 0) {
            engine.advanceTo(engine.nextEventNanos());
            // The one element a function may always have can exceed the budget, no other.
            assertThat(function(A).pendingBytes() + function(B).pendingBytes())
                    .isLessThanOrEqualTo(BUDGET + BLOCK);
        }
        assertThat(recorder.completions()).hasSize(20);
    }

    @Test
    void shouldGiveEqualShareWhenFunctionAppearsAfterAllocation() {
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.apply(Commands.allocate(BUDGET, A, BUDGET));
        engine.arrive(read(B, 0, 0, 0, 1));
        assertThat(share(A)).isEqualTo(BUDGET);
        assertThat(share(B)).isEqualTo(BUDGET / 2);
    }

    @Test
    void shouldRefuseAllocationWithoutChangeWhenInvalid() {
        engine.arrive(read(A, 0, 0, 0, 1));
        engine.arrive(read(B, 0, 0, 0, 1));
        assertThat(engine.apply(Commands.allocate(BUDGET, A, BUDGET, B, 1))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.allocate(BUDGET, A, -1))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.allocate(BUDGET, A, 1, A, 1))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.allocate(BUDGET + 1, A, 1))).isEqualTo(invalid());
        assertThat(engine.apply(Commands.allocate(BUDGET, A, Long.MAX_VALUE, B, Long.MAX_VALUE)))
                .isEqualTo(invalid());
        assertThat(engine.apply(Commands.allocate(BUDGET, A, 1, "nvme0/x", 1)))
                .isEqualTo(CommandStatus.COMMAND_STATUS_UNKNOWN_TARGET);
        assertThat(share(A)).isEqualTo(BUDGET / 2);
        assertThat(recorder.of(AppliedAllocation.class)).isEmpty();
    }

    @Test
    void shouldLendWhatOthersLeaveWhenPoolIsShared() {
        engine.arrive(read(B, 0, 0, 0, 1));
        for (int i = 0; i < 12; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        // B is guaranteed a quarter of its half, of which it holds most.
        assertThat(function(A).pendingBytes()).isBetween(7 * BLOCK, 9 * BLOCK);
        engine.apply(
                Commands.allocatePool(
                        BUDGET,
                        new FunctionShare(A, 5 * BLOCK, BLOCK, BUDGET),
                        new FunctionShare(B, 5 * BLOCK, 4 * BLOCK, BUDGET)));
        long before = function(A).pendingBytes();
        engine.arrive(write(A, 12, 0, 12, 1));
        assertThat(function(A).pendingBytes()).as("B is promised the rest").isEqualTo(before);
    }

    @Test
    void shouldLendAGuaranteeWhenTheNewestAllocationDoesNotNameIt() {
        engine.arrive(write(A, 0, 0, 0, 1));
        engine.arrive(write(B, 0, 0, 0, 1));
        engine.apply(
                Commands.allocatePool(
                        BUDGET,
                        new FunctionShare(A, 5 * BLOCK, 0L, BUDGET),
                        new FunctionShare(B, 5 * BLOCK, 5 * BLOCK, BUDGET)));
        for (int i = 1; i < 20; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        long whilePromised = function(A).pendingBytes();
        assertThat(whilePromised).isLessThanOrEqualTo(5 * BLOCK);
        engine.apply(Commands.allocatePool(BUDGET, new FunctionShare(A, 5 * BLOCK, 0L, BUDGET)));
        assertThat(function(A).pendingBytes()).isGreaterThan(whilePromised);
    }

    @Test
    void shouldAdmitGuaranteedElementsWhenAnotherFunctionFloods() {
        engine.arrive(write(A, 0, 0, 0, 1));
        engine.arrive(write(B, 0, 0, 0, 1));
        engine.apply(
                Commands.allocatePool(
                        BUDGET,
                        new FunctionShare(A, 6 * BLOCK, 0L, BUDGET),
                        new FunctionShare(B, 4 * BLOCK, 4 * BLOCK, BUDGET)));
        for (int i = 1; i < 200; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        assertThat(function(A).pendingBytes()).isLessThanOrEqualTo(6 * BLOCK);
        for (int i = 1; i < 4; i++) {
            engine.arrive(write(B, i, 0, i, 1));
        }
        assertThat(function(B).pendingBytes()).isEqualTo(4 * BLOCK);
        assertThat(function(B).deferredElements()).isZero();
        engine.drain();
        assertThat(recorder.completions()).hasSize(204);
    }

    @Test
    void shouldLoseNothingWhenGuaranteeIsHeldByAFloodAtFirst() {
        for (int i = 0; i < 20; i++) {
            engine.arrive(write(A, i, 0, i, 1));
        }
        engine.arrive(write(B, 0, 0, 0, 1));
        engine.apply(
                Commands.allocatePool(
                        BUDGET,
                        new FunctionShare(A, 0L, 0L, BUDGET),
                        new FunctionShare(B, BUDGET, BUDGET, BUDGET)));
        for (int i = 1; i < 10; i++) {
            engine.arrive(write(B, i, 0, i, 1));
        }
        while (engine.pendingElements() > 0) {
            engine.advanceTo(engine.nextEventNanos());
            // What drains goes to the guarantee, but for the one element a function may always
            // have.
            assertThat(function(A).pendingBytes() + function(B).pendingBytes())
                    .isLessThanOrEqualTo(BUDGET + BLOCK);
        }
        assertThat(recorder.completions()).hasSize(30);
    }

    @Test
    void shouldRefusePoolWhenGuaranteeShareAndLimitAreNotInOrder() {
        engine.arrive(read(A, 0, 0, 0, 1));
        for (FunctionShare wrong :
                List.of(
                        new FunctionShare(A, 5L, 6L, 7L),
                        new FunctionShare(A, 5L, -1L, 7L),
                        new FunctionShare(A, 5L, 4L, 4L),
                        new FunctionShare(A, 5L, 4L, BUDGET + 1))) {
            assertThat(engine.apply(Commands.allocatePool(BUDGET, wrong)))
                    .as(wrong.toString())
                    .isEqualTo(invalid());
        }
    }

    private long share(String function) {
        return function(function).shareBytes();
    }

    private FunctionSnapshot function(String function) {
        return engine.statistics().snapshot().functions().get(function);
    }

    private static CommandStatus invalid() {
        return CommandStatus.COMMAND_STATUS_INVALID;
    }
}

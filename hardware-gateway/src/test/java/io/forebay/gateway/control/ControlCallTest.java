package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.FakeCall;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlCallTest {
    private final CommandIntake intake = new CommandIntake();
    private final FakeCall<CommandBatchResult> results = new FakeCall<>();
    private final List<ControlCall> closed = new ArrayList<>();
    private final ControlCall call =
            new ControlCall(
                    results,
                    intake,
                    new CommandProcessor(
                            new CommandRules("dev", function -> -1, 1, 1),
                            (command, epoch) -> CommandOutcome.ACCEPTED,
                            new CommandCounts(),
                            8,
                            10),
                    closed::add);

    @Test
    void shouldAnswerOnEngineThreadInOrderAndAskForAsManyMore() {
        call.start();
        assertThat(results.requested).isEqualTo(16);
        call.onNext(batch(1));
        call.onNext(batch(2));
        call.onCompleted();
        assertThat(results.sent).isEmpty();
        assertThat(intake.poll()).isTrue();
        assertThat(results.sent).extracting(CommandBatchResult::getBatchId).containsExactly(1L, 2L);
        assertThat(results.requested).isEqualTo(18);
        assertThat(results.completed).isTrue();
        assertThat(intake.poll()).isFalse();
    }

    @Test
    void shouldTakeNoMoreWhileCallerDoesNotReadResults() {
        call.start();
        results.ready = false;
        call.onNext(batch(1));
        call.onNext(batch(2));
        intake.poll();
        assertThat(results.requested).isEqualTo(16);
        results.ready = true;
        results.onReady.run();
        assertThat(results.requested).isEqualTo(18);
    }

    @Test
    void shouldIgnoreBrokenCallAndTellThatItIsOver() {
        call.start();
        results.thrownOnSend = new IllegalStateException("broken");
        call.onNext(batch(1));
        assertThat(intake.poll()).isTrue();
        results.onCancel.run();
        assertThat(closed).containsExactly(call);
    }

    @Test
    void shouldCompleteOnceAndAnswerNothingAfterwards() {
        call.start();
        call.onNext(batch(1));
        call.complete();
        call.complete();
        intake.poll();
        assertThat(results.completed).isTrue();
        assertThat(results.sent).isEmpty();
    }

    private static CommandBatch batch(long id) {
        return CommandBatch.newBuilder().setBatchId(id).build();
    }
}

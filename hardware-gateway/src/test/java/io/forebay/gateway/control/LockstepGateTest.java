package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockstepGateTest {
    private final CommandCounts counts = new CommandCounts();
    private LockstepGate gate;

    @BeforeEach
    void createGate() {
        gate = new LockstepGate(4, counts);
    }

    @Test
    void shouldOweNothingWhenNothingWasCaptured() {
        assertThat(gate.nextEffectNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(gate.isNextAnswered()).isTrue();
    }

    @Test
    void shouldNameWhatIsMissing() {
        gate.expectTag("dev/a", 3, 100);
        gate.expectAllocation("dev", 50, 100);
        assertThat(gate.describeMissing()).isEqualTo("tag: function=dev/a, elementSequence=3");
        gate.take(tag("dev/a", 0, 3), 1);
        assertThat(gate.describeMissing()).isEqualTo("allocation: device=dev, windowEndNanos=50");
        gate.take(allocation(0, 50), 1);
        assertThat(gate.describeMissing()).isNull();
        assertThat(gate.isNextAnswered()).isTrue();
    }

    @Test
    void shouldApplyInOrderOfTargetAndSequenceWhateverTheOrderOfArrival() {
        List<ControlCommand> commands =
                List.of(
                        allocation(0, 50),
                        prefetch("dev/a", 0),
                        tag("dev/a", 1, 0),
                        tag("dev/a", 2, 1),
                        prefetch("dev/b", 0),
                        prefetch("dev/b", 1),
                        tag("dev/b", 2, 0));
        for (int seed = 0; seed < 50; seed++) {
            createGate();
            gate.expectTag("dev/b", 0, 100);
            gate.expectTag("dev/a", 0, 100);
            gate.expectAllocation("dev", 50, 100);
            gate.expectTag("dev/a", 1, 100);
            gate.expectTag("dev/b", 1, 101);
            List<ControlCommand> arrived = new ArrayList<>(commands);
            Collections.shuffle(arrived, new Random(seed));
            // The first of a target starts its count, so that one must come first.
            arrived.sort((x, y) -> Boolean.compare(y.getSequence() == 0, x.getSequence() == 0));
            for (ControlCommand command : arrived) {
                assertThat(gate.isNextAnswered()).isFalse();
                assertThat(gate.take(command, 1)).isEqualTo(CommandOutcome.ACCEPTED);
            }
            assertThat(gate.isNextAnswered()).isTrue();
            assertThat(gate.takeNext()).isEqualTo(commands);
            assertThat(gate.nextEffectNanos()).isEqualTo(101);
        }
    }

    @Test
    void shouldReplaceAnswerWhenLaterEpochAnswersAgain() {
        gate.expectTag("dev/a", 0, 100);
        gate.take(prefetch("dev/a", 0), 1);
        gate.take(tag("dev/a", 1, 0), 1);
        ControlCommand again = tag("dev/a", 0, 0);
        gate.take(again, 2);
        assertThat(gate.takeNext()).containsExactly(again);
        assertThat(counts.withoutEffectCount()).isEqualTo(2);
    }

    @Test
    void shouldKeepPrefetchesOfOlderEpochThatAreNotSentAgain() {
        gate.expectTag("dev/a", 0, 100);
        gate.expectTag("dev/a", 1, 100);
        ControlCommand first = prefetch("dev/a", 0);
        ControlCommand second = prefetch("dev/a", 2);
        gate.take(first, 1);
        gate.take(tag("dev/a", 1, 0), 1);
        gate.take(second, 1);
        ControlCommand firstTag = tag("dev/a", 1, 0);
        ControlCommand secondTag = tag("dev/a", 3, 1);
        gate.take(firstTag, 2);
        gate.take(prefetch("dev/a", 2), 2);
        gate.take(secondTag, 2);
        assertThat(gate.takeNext()).containsExactly(first, firstTag, second, secondTag);
        createGate();
        gate.expectTag("dev/a", 1, 100);
        gate.take(second, 1);
        gate.take(secondTag, 2);
        assertThat(gate.takeNext()).containsExactly(second, secondTag);
    }

    @Test
    void shouldDropAnswerWhenElementIsOverAndForgetHalfAnswerOfOlderEpoch() {
        gate.expectTag("dev/a", 0, 100);
        gate.take(tag("dev/a", 0, 0), 1);
        gate.takeNext();
        gate.expectTag("dev/a", 1, 200);
        gate.take(prefetch("dev/a", 1), 1);
        gate.take(prefetch("dev/a", 0), 2);
        gate.take(tag("dev/a", 1, 0), 2);
        assertThat(gate.isNextAnswered()).isFalse();
        ControlCommand second = tag("dev/a", 2, 1);
        gate.take(second, 2);
        assertThat(gate.takeNext()).containsExactly(second);
        assertThat(counts.withoutEffectCount()).isEqualTo(2);
    }

    @Test
    void shouldRefuseSecondAnswerOfSameEpoch() {
        gate.expectTag("dev/a", 0, 100);
        gate.take(tag("dev/a", 0, 0), 1);
        CommandOutcome outcome = gate.take(tag("dev/a", 1, 0), 1);
        assertThat(outcome.status()).isEqualTo(CommandStatus.COMMAND_STATUS_INVALID);
        assertThat(outcome.detail()).contains("target=dev/a");
    }

    @Test
    void shouldNameHoleAndAskToSendAgainWhenTooManyCommandsAreHeld() {
        gate.expectTag("dev/a", 0, 100);
        gate.expectTag("dev/a", 1, 100);
        gate.take(tag("dev/a", 0, 0), 1);
        for (int sequence = 2; sequence < 6; sequence++) {
            assertThat(gate.take(prefetch("dev/a", sequence), 1))
                    .isEqualTo(CommandOutcome.ACCEPTED);
        }
        assertThat(gate.describeMissing())
                .isEqualTo(
                        "tag: function=dev/a, elementSequence=1, missing command: sequence=1,"
                                + " later commands held=4");
        assertThat(gate.take(prefetch("dev/a", 6), 1).status())
                .isEqualTo(CommandStatus.COMMAND_STATUS_BUSY);
        assertThat(gate.take(tag("dev/a", 1, 1), 1)).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(gate.isNextAnswered()).isTrue();
    }

    private static ControlCommand tag(String function, long sequence, long element) {
        return new ControlCommand(
                function, sequence, 1L, Long.MAX_VALUE, new PriorityTag(function, element, 3, 0.0));
    }

    private static ControlCommand prefetch(String function, long sequence) {
        return new ControlCommand(
                function, sequence, 1L, Long.MAX_VALUE, new PrefetchCommand(function, 1L, 1, 0.5));
    }

    private static ControlCommand allocation(long sequence, long windowEndNanos) {
        return new ControlCommand(
                "dev",
                sequence,
                windowEndNanos,
                Long.MAX_VALUE,
                new BufferAllocation("dev", windowEndNanos, 0L, List.of()));
    }
}

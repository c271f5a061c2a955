package io.forebay.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldModelsTest {
    private static final long DELAY = 1_000;

    private final CommandCounts counts = new CommandCounts();

    @Test
    void shouldActAtOneMomentInOneOrderHoweverTheyCome() {
        List<ControlCommand> updates = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            updates.add(update(i / 4 * 100L, i % 3, i));
        }
        List<ControlCommand> expected = null;
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(updates, new Random(seed));
            var held = new HeldModels();
            updates.forEach(update -> held.take(update, DELAY, counts));
            assertThat(held.takeUntil(999)).isEmpty();
            List<ControlCommand> order = new ArrayList<>();
            for (long moment = 1_000; moment <= 3_000; moment += 100) {
                List<ControlCommand> due = held.takeUntil(moment);
                long now = moment;
                assertThat(due)
                        .allSatisfy(
                                update ->
                                        assertThat(update.getCauseTimeNanos() + DELAY)
                                                .isEqualTo(now));
                order.addAll(due);
            }
            expected = expected == null ? order : expected;
            assertThat(order).hasSize(60).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeTheNewerOfTwoAndDropWhatIsPast() {
        var held = new HeldModels();
        held.take(update(0, 0, 7), DELAY, counts);
        ControlCommand again = update(0, 0, 7);
        held.take(again, DELAY, counts);
        assertThat(held.takeUntil(1_000)).hasSize(1).first().isSameAs(again);
        assertThat(held.take(update(0, 0, 7), DELAY, counts)).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(held.takeUntil(5_000)).isEmpty();
        assertThat(counts.withoutEffectCount()).isEqualTo(1);
    }

    @Test
    void shouldRefuseMoreThanItHolds() {
        var held = new HeldModels();
        for (int i = 0; i < 4_096; i++) {
            held.take(update(Long.MAX_VALUE, 0, i), DELAY, counts);
        }
        assertThat(held.take(update(0, 0, 5_000), DELAY, counts).status())
                .isEqualTo(CommandStatus.COMMAND_STATUS_BUSY);
    }

    private static ControlCommand update(long causeNanos, int subtask, long sequence) {
        return new ControlCommand(
                "dev",
                sequence,
                causeNanos,
                Long.MAX_VALUE,
                new ModelUpdate("dev", sequence, 1, ByteBuffer.allocate(1), subtask, 3));
    }
}

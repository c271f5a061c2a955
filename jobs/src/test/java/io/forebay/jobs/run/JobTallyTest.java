package io.forebay.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.PredictionError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JobTallyTest {
    @Test
    void shouldAverageBitsOverElementsAndNotOverWindows() {
        JobTally tally = new JobTally();
        tally.add(window("d/a", 0, 1, 8));
        tally.add(window("d/a", 1, 3, 4));
        JobTally.Bits bits = tally.bits();
        assertThat(bits.elements()).isEqualTo(4);
        assertThat(bits.total()).isCloseTo(3.0, within(1e-12));
        assertThat(tally.bitsByFunction()).containsExactly(Map.entry("d/a", 3.0));
    }

    @Test
    void shouldGiveTheSameBitsHoweverFunctionsInterleave() {
        List<PredictionError> windows = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 600; i++) {
            windows.add(window("d/" + i % 3, i / 3, 1 + random.nextInt(9), random.nextDouble()));
        }
        List<PredictionError> shuffled = new ArrayList<>(windows);
        Collections.shuffle(shuffled, new Random(3));
        shuffled.sort((a, b) -> Long.compare(a.getWindowStartNanos(), b.getWindowStartNanos()));
        assertThat(tally(shuffled).bits()).isEqualTo(tally(windows).bits());
    }

    @Test
    void shouldReportZeroBitsWithoutElements() {
        assertThat(new JobTally().bits().total()).isZero();
    }

    @Test
    void shouldCountDeadLettersByReason() {
        JobTally tally = new JobTally();
        tally.add(letter("poisoned"));
        tally.add(letter("poisoned"));
        tally.add(letter("too long"));
        assertThat(tally.deadLetters()).isEqualTo(3);
        assertThat(tally.deadLettersByReason())
                .containsExactly(Map.entry("poisoned", 2L), Map.entry("too long", 1L));
    }

    private static JobTally tally(List<PredictionError> windows) {
        JobTally tally = new JobTally();
        windows.forEach(tally::add);
        return tally;
    }

    private static DeadLetter letter(String reason) {
        return new DeadLetter("file", 1L, "line", reason, "");
    }

    private static PredictionError window(String function, long index, long elements, double bits) {
        return PredictionError.newBuilder()
                .setFunctionId(function)
                .setWindowStartNanos(index)
                .setWindowEndNanos(index + 1)
                .setElementCount(elements)
                .setByteCount(elements)
                .setOperationBits(bits / 4)
                .setSizeBits(bits / 4)
                .setDeltaBits(bits / 4)
                .setGapBits(bits / 4)
                .build();
    }
}

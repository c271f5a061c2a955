package io.forebay.operators.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final List<Long> rests = new ArrayList<>();
    private long nowNanos;

    @Test
    void shouldRestSevenTimesAsLongAsAPieceTookBeforeTheNext() {
        Pace pace = pace(Long.MAX_VALUE, 3);

        work(pace, 1_000_000, 2_000_000, 4_000_000);

        assertThat(rests).containsExactly(7_000_000L, 14_000_000L);
    }

    @Test
    void shouldPutRestsTogetherWhenPiecesAreSmall() {
        Pace pace = pace(Long.MAX_VALUE, 100);

        for (int i = 0; i < 100; i++) {
            work(pace, 10_000);
        }

        assertThat(rests).hasSize(12).containsOnly(560_000L);
    }

    @Test
    void shouldGiveEachPieceTheSameShareOfTheTime() {
        Pace pace = pace(10_000_000, 5);

        work(pace, 1_000_000, 1_000_000, 100_000, 1_000_000, 1_000_000);

        assertThat(rests).containsExactly(2_000_000L, 2_000_000L, 700_000L, 2_000_000L);
    }

    @Test
    void shouldNotCountARestAsWork() {
        var pace = new Pace(Long.MAX_VALUE, 3, () -> nowNanos, this::rest);

        work(pace, 1_000_000, 1_000_000, 1_000_000);

        assertThat(rests).containsExactly(7_000_000L, 7_000_000L);
    }

    @Property
    void shouldNeverRestLongerThanGivenNorThanWorkDeserves(
            @ForAll @Size(max = 50) List<@IntRange(max = 5_000_000) Integer> pieces,
            @ForAll @IntRange(max = 50_000_000) int mostRestNanos) {
        rests.clear();
        Pace pace = pace(mostRestNanos, pieces.size());

        pieces.forEach(nanos -> work(pace, nanos));

        long restedNanos = rests.stream().mapToLong(Long::longValue).sum();
        long workedNanos = pieces.stream().mapToLong(Integer::longValue).sum();
        assertThat(restedNanos).isLessThanOrEqualTo(Math.min(mostRestNanos, 7 * workedNanos));
        assertThat(rests).allMatch(nanos -> nanos > 0);
    }

    private void rest(long nanos) {
        rests.add(nanos);
        nowNanos += nanos;
    }

    private void work(Pace pace, long... pieces) {
        for (long nanos : pieces) {
            pace.next();
            nowNanos += nanos;
        }
    }

    private Pace pace(long mostRestNanos, int pieces) {
        return new Pace(mostRestNanos, pieces, () -> nowNanos, rests::add);
    }
}

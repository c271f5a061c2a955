package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final int PAIR = 1;

    private static int packedOf(Random random) {
        return History.pack(
                random.nextInt(2), random.nextInt(16), random.nextInt(81), random.nextInt(32));
    }

    @Property(tries = 60)
    void shouldRememberLatestRequestsWhenMoreCameThanItHolds(
            @ForAll long seed, @ForAll @IntRange(max = 5_000) int requests) {
        int length = 2_048;
        var history = new History(length, 512, 256);
        var random = new Random(seed);
        int[] packed = new int[requests];
        for (int i = 0; i < requests; i++) {
            packed[i] = packedOf(random);
            history.add(packed[i], random.nextInt(100));
            assertThat(history.latest(1)).isEqualTo(packed[i]);
        }
        for (int back = 1; back <= Math.min(requests, length); back++) {
            assertThat(history.latest(back)).isEqualTo(packed[requests - back]);
        }
        assertThat(history.latest(requests + 1)).isZero();
    }

    @Test
    void shouldForetellRepetitionWhenItBeganFarBack() {
        int period = 40_000;
        var history = new History(1 << 16, 1 << 14, 1 << 13);
        int right = 0;
        for (int round = 0; round < 2; round++) {
            var random = new Random(5);
            for (int i = 0; i < period; i++) {
                int packed = packedOf(random);
                if (round == 1 && history.guess(PAIR) == packed) {
                    right++;
                }
                history.add(packed, random.nextLong(1L << 40));
            }
        }
        assertThat(right).isGreaterThan(period * 95 / 100);
    }

    @Test
    void shouldFindItsPlaceAgainWhenSomeRequestsDiffer() {
        var history = new History(1 << 12, 1 << 10, 1 << 10);
        int right = 0;
        for (int round = 0; round < 2; round++) {
            var random = new Random(6);
            for (int i = 0; i < 2_000; i++) {
                int packed = packedOf(random);
                long address = random.nextLong(1L << 40);
                if (round == 1 && history.guess(PAIR) == packed) {
                    right++;
                }
                boolean differs = round == 1 && i % 50 == 49;
                history.add(packed, differs ? -1L - i : address);
            }
        }
        assertThat(right).isGreaterThan(1_900);
    }

    @Test
    void shouldGrowWithRequestsWhenFunctionIsYoung() {
        var history = new History(1 << 16, 1 << 14, 1 << 13);
        long empty = history.bytes();
        var random = new Random(1);
        for (int i = 0; i < 1 << 16; i++) {
            history.add(packedOf(random), i);
        }
        assertThat(history.bytes() - empty).isEqualTo(4L * ((1 << 16) - (1 << 10)));
    }

    @Test
    void shouldContinueIdenticallyWhenRestored() {
        var random = new Random(8);
        var history = new History(1 << 11, 1 << 9, 1 << 8);
        for (int i = 0; i < 1_500; i++) {
            history.add(packedOf(random), random.nextInt(50));
        }
        var out = new SnapshotWriter();
        history.write(out);
        var restored = new History(1 << 11, 1 << 9, 1 << 8);
        var in = new SnapshotReader(out.toBytes());
        in.requireWhole();
        restored.read(in);
        in.requireEnd();
        for (int i = 0; i < 2_000; i++) {
            int packed = packedOf(random);
            long address = random.nextInt(50);
            history.add(packed, address);
            restored.add(packed, address);
            for (int matcher = 0; matcher < History.MATCHERS; matcher++) {
                assertThat(restored.guess(matcher)).isEqualTo(history.guess(matcher));
            }
            assertThat(restored.matchLength()).isEqualTo(history.matchLength());
        }
    }
}

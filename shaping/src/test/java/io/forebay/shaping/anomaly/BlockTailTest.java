package io.forebay.shaping.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTailTest {
    private static final double LEAST_SCALE = 0.1;

    @Test
    void shouldCallNothingRareWhenFewBlocksAreKnown() {
        BlockTail tail = tailOf(new SplittableRandom(1), 2, 0);
        assertThat(tail.bits(1e6)).isZero();
    }

    @Test
    void shouldGiveTheRecordAboutOneInAsManyWindowsAsWereSeen() {
        var tail = new BlockTail(LEAST_SCALE);
        for (int block = 0; block < 9; block++) {
            tail.see(block == 3 ? 5.0 : 1 + block / 100.0);
            tail.endBlock(true);
        }
        // Eight blocks of thirty windows count; the ninth is held back.
        assertThat(tail.bits(5.0)).isCloseTo(Math.log(240) / Math.log(2), within(1e-9));
        assertThat(tail.bits(1.0)).isLessThan(Math.log(240 / 8.0) / Math.log(2) + 1e-9);
    }

    @Test
    void shouldAddABitForEachScaleBeyondTheRecord() {
        var tail = new BlockTail(LEAST_SCALE);
        for (int block = 0; block < 9; block++) {
            tail.see(2);
            tail.endBlock(true);
        }
        double atRecord = tail.bits(2 + 1e-6);
        assertThat(tail.bits(2 + LEAST_SCALE) - atRecord).isCloseTo(1, within(1e-4));
        assertThat(tail.bits(3) - atRecord).isCloseTo(10, within(1e-4));
    }

    @Test
    void shouldCallARecordAsFrequentAsTheBlocksThatReachedIt() {
        var tail = new BlockTail(LEAST_SCALE);
        for (int block = 0; block < 9; block++) {
            tail.see(0.1);
            tail.endBlock(true);
        }
        assertThat(tail.bits(0.1)).isCloseTo(Math.log(240 / 8.0) / Math.log(2), within(1e-9));
    }

    @Test
    void shouldThinkTailsHeavierWhenRecordsLieApart() {
        BlockTail even = tailOf(new SplittableRandom(2), 50, 0.01);
        BlockTail wild = tailOf(new SplittableRandom(2), 50, 1);
        assertThat(even.bits(12)).isGreaterThan(wild.bits(12) + 5);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6})
    void shouldSeldomCallTheNextValueRareWhenNothingChanges(long seed) {
        var random = new SplittableRandom(seed);
        var tail = new BlockTail(LEAST_SCALE);
        int alarms = 0;
        for (int window = 1; window <= 60_000; window++) {
            double value = random.nextGaussian();
            alarms += tail.bits(value) >= 20 ? 1 : 0;
            tail.see(value);
            if (window % BlockTail.BLOCK_WINDOWS == 0) {
                tail.endBlock(true);
            }
        }
        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldNotCountBlocksWhenTheyAreNotTakenForNormal() {
        BlockTail tail = tailOf(new SplittableRandom(7), 20, 0);
        double before = tail.bits(3);
        tail.see(100);
        tail.endBlock(true);
        tail.endBlock(false);
        assertThat(tail.bits(3)).isCloseTo(before, within(0.1));
    }

    @Test
    void shouldForgetTheFirstRecordWhenTheSeriesIsManyTimesAsOld() {
        var tail = new BlockTail(LEAST_SCALE);
        tail.see(9);
        tail.endBlock(true);
        for (int block = 0; block < 100; block++) {
            tail.see(1);
            tail.endBlock(true);
        }
        assertThat(tail.bits(8)).isGreaterThan(40);
    }

    @Test
    void shouldGoOnBitForBitAfterRestore() throws IOException {
        for (int blocks : new int[] {0, 1, 7, 30}) {
            BlockTail tail = tailOf(new SplittableRandom(8), blocks, 0.5);
            var bytes = new ByteArrayOutputStream();
            tail.write(new DataOutputStream(bytes));
            var restored = new BlockTail(LEAST_SCALE);
            restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            for (int i = 0; i < 20; i++) {
                assertThat(restored.bits(i / 4.0)).isEqualTo(tail.bits(i / 4.0));
                tail.see(i % 3);
                restored.see(i % 3);
                tail.endBlock(i % 5 != 0);
                restored.endBlock(i % 5 != 0);
            }
        }
    }

    private static BlockTail tailOf(SplittableRandom random, int blocks, double spread) {
        var tail = new BlockTail(LEAST_SCALE);
        for (int block = 0; block <= blocks; block++) {
            for (int i = 0; i < BlockTail.BLOCK_WINDOWS; i++) {
                tail.see(2 + spread * random.nextGaussian());
            }
            tail.endBlock(true);
        }
        return tail;
    }
}

package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadForecasterTest {
    private final ReadForecaster forecaster = new ReadForecaster(1 << 11);
    private final Candidates candidates = new Candidates(32);

    private void read(long sector, long sectors) {
        forecaster.add(sector, sectors);
        forecaster.rollOut(false, candidates);
    }

    /** The highest probability of a candidate that covers a sector; 0 for none. */
    private float probabilityOf(long sector) {
        for (int i = 0; i < candidates.size(); i++) {
            long first = candidates.firstSector(i);
            if (first <= sector && sector < first + candidates.sectorCount(i)) {
                return candidates.probability(i);
            }
        }
        return 0;
    }

    @Test
    void shouldReachFarAheadWhenRunIsLong() {
        for (int i = 0; i < 2_000; i++) {
            read(8L * i, 8);
        }
        for (int ahead = 0; ahead < 32; ahead++) {
            assertThat(probabilityOf(8L * (2_000 + ahead))).isGreaterThan(0.8f);
        }
        assertSorted();
    }

    private void assertSorted() {
        for (int i = 1; i < candidates.size(); i++) {
            assertThat(candidates.probability(i))
                    .isLessThanOrEqualTo(candidates.probability(i - 1));
            assertThat(candidates.firstSector(i)).isNotNegative();
        }
    }

    @Test
    void shouldContinueEachRunWhenRunsInterleave() {
        for (int i = 0; i < 300; i++) {
            for (int run = 0; run < 4; run++) {
                long sector = 1_000_000L * run + 16L * i;
                read(sector, 16);
                if (i > 200) {
                    assertThat(probabilityOf(sector + 16)).as("run %d", run).isGreaterThan(0.8f);
                }
            }
        }
    }

    @Test
    void shouldProposeAllOfTheNextReadWhenRunBeginsAfterRandomReads() {
        var random = new Random(5);
        // Long runs have been seen, but for long now nothing ahead of a read was of use.
        for (int i = 0; i < 300; i++) {
            readNext(8L * 32 * i, 8 * 32);
        }
        for (int i = 0; i < 3_000; i++) {
            readNext(random.nextLong(1L << 30) << 3, 8);
        }
        assertThat(candidates.size()).isZero();
        for (int i = 0; i < 8; i++) {
            readNext((1L << 40) + 8L * 32 * i, 8 * 32);
        }
        for (int block = 0; block < 32; block++) {
            assertThat(probabilityOf((1L << 40) + 8L * (32 * 8 + block)))
                    .as("block %d", block)
                    .isGreaterThan(0.5f);
        }
    }

    /** Takes a read where what is staged after the next one is still in time. */
    private void readNext(long sector, long sectors) {
        forecaster.add(sector, sectors);
        forecaster.rollOut(true, candidates);
    }

    @Test
    void shouldFollowStrideWhenJumpsAreEqual() {
        for (int i = 0; i < 600; i++) {
            read(1_000L * i, 8);
        }
        for (int step = 0; step < 3; step++) {
            assertThat(probabilityOf(1_000L * (600 + step))).isGreaterThan(0.7f);
        }
    }

    @Test
    void shouldFollowSequenceWhenItRepeats() {
        var random = new Random(3);
        long[] loop = random.longs(40, 0, 1L << 24).map(x -> x & ~7L).toArray();
        for (int i = 0; i < 4_000; i++) {
            read(loop[i % loop.length], 8);
        }
        assertThat(probabilityOf(loop[4_000 % loop.length])).isGreaterThan(0.8f);
        assertThat(probabilityOf(loop[4_001 % loop.length])).isGreaterThan(0.7f);
    }

    @Test
    void shouldProposeNextToNothingWhenReadsAreRandom() {
        var random = new Random(4);
        float sum = 0;
        for (int i = 0; i < 4_000; i++) {
            read(random.nextLong(1L << 30) & ~7L, 8);
            if (i > 1_000) {
                for (int k = 0; k < candidates.size(); k++) {
                    sum += candidates.probability(k);
                }
            }
        }
        assertThat(sum / 3_000).isLessThan(0.05f);
    }

    @Test
    void shouldBeCalibratedWhenRunsBreakAtRandom() {
        var random = new Random(5);
        long sector = 0;
        long predicted = -1;
        double expected = 0;
        double came = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean jumps = random.nextInt(5) == 0;
            sector = jumps ? random.nextLong(1L << 32) & ~7L : sector + 8;
            if (i > 5_000 && predicted == sector) {
                came++;
            }
            read(sector, 8);
            predicted = sector + 8;
            if (i >= 5_000) {
                expected += probabilityOf(predicted);
            }
        }
        assertThat(expected / 15_000).isCloseTo(came / 15_000, within(0.04));
        assertThat(came / 15_000).isCloseTo(0.8, within(0.02));
    }

    @Test
    void shouldHoldNoMoreThanCapacityWhenThereAreMoreCandidates() {
        var few = new Candidates(2);
        for (int i = 0; i < 400; i++) {
            forecaster.add(8L * i, 8);
            forecaster.rollOut(false, few);
        }
        assertThat(few.size()).isEqualTo(2);
        assertThat(few.firstSector(0)).isEqualTo(8L * 400);
    }

    @Test
    void shouldPredictNoReadsWhenTrafficIsNotBlocks() {
        var function = DeviceModel.create(PredictorSettings.defaults()).newFunction();
        var score = new PredictionScore();
        for (int i = 0; i < 50; i++) {
            function.observe(
                    Elements.of(ElementKind.TLP, Operation.READ, 1_000L * i, 64L * i, 64), score);
        }
        function.rollOut(candidates);
        assertThat(candidates.size()).isZero();
    }

    @Test
    void shouldAnswerTheSameWhenAskedTwice() {
        var other = new Candidates(32);
        for (int i = 0; i < 100; i++) {
            read(8L * i, 8);
        }
        forecaster.rollOut(false, other);
        assertThat(other.size()).isEqualTo(candidates.size());
        for (int i = 0; i < other.size(); i++) {
            assertThat(other.firstSector(i)).isEqualTo(candidates.firstSector(i));
            assertThat(other.probability(i)).isEqualTo(candidates.probability(i));
        }
    }
}

package io.forebay.evaluation.anomaly.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The example by hand: 20 rows, the first three are probation, one window of rows 10 to 14. With
 * S(x) = 2 / (1 + e^5x) - 1: S(-1) = 0.98661430, S(-0.6) = 0.90514825, S(0.5) = -0.84828364.
 */
class NabScorerTest {
    private static final double WITHIN = 1e-7;
    private static final double S_LEFT = 0.98661430;
    private static final double S_THIRD_ROW = 0.90514825;
    private static final double S_TWO_BEHIND = -0.84828364;
    private static final List<NabWindow> WINDOWS = List.of(new NabWindow(10, 14));

    @Test
    void shouldFollowTheSigmoid() {
        assertThat(NabScorer.sigmoid(-1)).isCloseTo(S_LEFT, within(WITHIN));
        assertThat(NabScorer.sigmoid(-0.6)).isCloseTo(S_THIRD_ROW, within(WITHIN));
        assertThat(NabScorer.sigmoid(0)).isZero();
        assertThat(NabScorer.sigmoid(0.5)).isCloseTo(S_TWO_BEHIND, within(WITHIN));
        assertThat(NabScorer.sigmoid(3)).isEqualTo(-1);
    }

    @Test
    void shouldScoreHandComputedExample() {
        var scores = new double[20];
        scores[1] = 1; // probation: free
        scores[5] = 0.5; // before any window: costs 0.11
        scores[12] = 0.9; // third of five rows: position -(14 - 12 + 1) / 5 = -0.6
        scores[13] = 0.95; // later in the same window: earns nothing more
        scores[16] = 0.8; // two behind, in widths of 4: position 0.5
        var scorer = scorer(NabProfile.STANDARD, scores);
        double hit = S_THIRD_ROW / S_LEFT;
        double early = 100 * (hit + 1) / 2;
        double late = 100 * (NabScorer.sigmoid(-0.4) / S_LEFT + 1) / 2;
        double behind = 100 * (hit + 0.11 * S_TWO_BEHIND + 1) / 2;
        double all = 100 * (hit + 0.11 * S_TWO_BEHIND - 0.11 + 1) / 2;
        assertThat(scorer.at(0.95).score()).isCloseTo(late, within(1e-5));
        assertThat(scorer.at(0.9).score()).isCloseTo(early, within(1e-5));
        assertThat(scorer.at(0.8).score()).isCloseTo(behind, within(1e-5));
        assertThat(scorer.at(0.5).score()).isCloseTo(all, within(1e-5));
        assertThat(scorer.at(0.5).falseAlarms()).isEqualTo(2);
        assertThat(scorer.best().threshold()).isEqualTo(0.9);
        assertThat(scorer.best().windowsFound()).isEqualTo(1);
        assertThat(scorer.at(0.96).score()).isZero();
    }

    @Test
    void shouldWeighByProfile() {
        var scores = new double[20];
        scores[5] = 0.9;
        assertThat(scorer(NabProfile.STANDARD, scores).at(0.9).score())
                .isCloseTo(100 * -0.11 / 2, within(WITHIN));
        assertThat(scorer(NabProfile.LOW_FALSE_ALARMS, scores).at(0.9).score())
                .isCloseTo(100 * -0.22 / 2, within(WITHIN));
        assertThat(scorer(NabProfile.LOW_MISSES, scores).at(0.9).score())
                .isCloseTo(100 * -0.11 / 3, within(WITHIN));
    }

    @Test
    void shouldGiveNothingToTheNullDetectorAndAllToThePerfectOne() {
        var constant = new double[100];
        Arrays.fill(constant, 0.5);
        assertThat(scorer(NabProfile.STANDARD, constant).best().score()).isZero();
        var perfect = new double[20];
        perfect[10] = 1;
        assertThat(scorer(NabProfile.STANDARD, perfect).best().score())
                .isCloseTo(100, within(WITHIN));
    }

    @Test
    void shouldUseOneThresholdForAllSeries() {
        var first = new double[20];
        first[10] = 0.3;
        var second = new double[20];
        second[10] = 0.9;
        second[5] = 0.4;
        var scorer = scorer(NabProfile.STANDARD, first);
        scorer.add(second, WINDOWS, 3);
        assertThat(scorer.best().threshold()).isEqualTo(0.3);
        assertThat(scorer.best().score()).isCloseTo(100 * (4 - 0.11) / 4, within(WITHIN));
        assertThat(scorer.best().windows()).isEqualTo(2);
    }

    private static NabScorer scorer(NabProfile profile, double[] scores) {
        var scorer = new NabScorer(profile);
        scorer.add(scores, WINDOWS, 3);
        return scorer;
    }
}

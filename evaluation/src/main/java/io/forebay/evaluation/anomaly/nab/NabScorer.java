package io.forebay.evaluation.anomaly.nab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The benchmark's score of a detector on some series (Lavin and Ahmad 2015): the first alarm in a
 * labelled window earns the more the earlier it comes, alarms elsewhere cost, less so close behind
 * a window, and one threshold serves all series. 100 is perfect, 0 what the null detector gets.
 */
final class NabScorer {
    private static final int NO_WINDOW = -1;
    private static final double FAR_BEHIND = 3;
    private static final double STEEPNESS = 5;
    private static final double NO_ALARM_THRESHOLD = 1.1;

    /** An alarm at a row: its score, what it earns or costs, the window it is in. */
    private record Row(double score, double worth, int window) {}

    private final List<Row> rows = new ArrayList<>();
    private final NabProfile profile;
    private int windows;
    private int scorableWindows;

    NabScorer(NabProfile profile) {
        this.profile = profile;
    }

    /**
     * Takes in a series.
     *
     * @param scores of all its rows
     * @param labelled its windows in order, none overlapping
     * @param probationRows rows at its beginning that do not count
     */
    void add(double[] scores, List<NabWindow> labelled, int probationRows) {
        int inside = 0;
        NabWindow behind = null;
        for (int row = 0; row < scores.length; row++) {
            while (inside < labelled.size() && row > labelled.get(inside).last()) {
                behind = labelled.get(inside++);
            }
            boolean hit = inside < labelled.size() && labelled.get(inside).contains(row);
            if (row < probationRows) {
                continue;
            }
            if (hit) {
                double position = labelled.get(inside).positionInside(row);
                double worth = sigmoid(position) * profile.hit() / sigmoid(-1);
                rows.add(new Row(scores[row], worth, windows + inside));
            } else {
                double position = behind == null ? FAR_BEHIND : behind.positionBehind(row);
                rows.add(new Row(scores[row], sigmoid(position) * profile.falseAlarm(), NO_WINDOW));
            }
        }
        for (NabWindow window : labelled) {
            scorableWindows += window.last() >= probationRows ? 1 : 0;
        }
        windows += labelled.size();
    }

    /** From 1 far left of 0 to -1 far right of it. */
    static double sigmoid(double position) {
        return position >= FAR_BEHIND ? -1 : 2 / (1 + StrictMath.exp(STEEPNESS * position)) - 1;
    }

    /** The best threshold and its score. */
    NabScore best() {
        return sweep(Double.NaN);
    }

    /** The score at a threshold; a row whose score is at least that is an alarm. */
    NabScore at(double threshold) {
        return sweep(threshold);
    }

    private NabScore sweep(double fixed) {
        var sorted = rows.toArray(new Row[0]);
        Arrays.sort(sorted, Comparator.comparingDouble(Row::score).reversed());
        var earned = new double[windows];
        var found = new boolean[windows];
        Arrays.fill(earned, -profile.miss());
        double raw = -profile.miss() * scorableWindows;
        int hits = 0;
        int falseAlarms = 0;
        NabScore best = score(raw, NO_ALARM_THRESHOLD, 0, 0);
        NabScore last = best;
        for (int i = 0; i < sorted.length; i++) {
            Row row = sorted[i];
            if (row.score() < fixed) {
                break;
            }
            if (row.window() == NO_WINDOW) {
                raw += row.worth();
                falseAlarms++;
            } else {
                if (!found[row.window()]) {
                    found[row.window()] = true;
                    hits++;
                }
                double gained = Math.max(0, row.worth() - earned[row.window()]);
                earned[row.window()] += gained;
                raw += gained;
            }
            if (i + 1 == sorted.length || sorted[i + 1].score() != row.score()) {
                last = score(raw, row.score(), hits, falseAlarms);
                best = last.score() > best.score() ? last : best;
            }
        }
        return Double.isNaN(fixed) ? best : last;
    }

    private NabScore score(double raw, double threshold, int hits, int falseAlarms) {
        double none = -profile.miss() * windows;
        double perfect = profile.hit() * windows;
        double normalised = windows == 0 ? 0 : 100 * (raw - none) / (perfect - none);
        return new NabScore(normalised, threshold, hits, windows, falseAlarms);
    }
}

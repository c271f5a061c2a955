package io.forebay.evaluation.forecast;

import io.forebay.predictor.DemandEstimate;

/** Sums up how good the quantile forecasts of one forecaster were. One thread. */
final class QuantileScore {
    private static final int LEVELS = DemandEstimate.LEVELS;

    private final double[] losses = new double[LEVELS];
    private final long[] covered = new long[LEVELS];
    private double sum;
    private long count;
    private double bits;
    private boolean hasBits;

    /** Pinball loss of one quantile. */
    static double pinball(double level, double quantile, double value) {
        double above = value - quantile;
        return above > 0 ? level * above : (level - 1) * above;
    }

    void add(double[] quantiles, double value) {
        for (int i = 0; i < LEVELS; i++) {
            losses[i] += pinball(DemandEstimate.level(i), quantiles[i], value);
            covered[i] += value <= quantiles[i] ? 1 : 0;
        }
        sum += value;
        count++;
    }

    /** Adds the log-loss of the value's class. */
    void addBits(double more) {
        bits += more;
        hasBits = true;
    }

    void add(QuantileScore other) {
        for (int i = 0; i < LEVELS; i++) {
            losses[i] += other.losses[i];
            covered[i] += other.covered[i];
        }
        sum += other.sum;
        count += other.count;
        bits += other.bits;
        hasBits |= other.hasBits;
    }

    long count() {
        return count;
    }

    /** Mean pinball loss at a level over the mean value; NaN where every value was 0. */
    double loss(int level) {
        return sum > 0 ? losses[level] / sum : Double.NaN;
    }

    /** Mean of {@link #loss} over the levels. */
    double meanLoss() {
        double all = 0;
        for (int i = 0; i < LEVELS; i++) {
            all += loss(i);
        }
        return all / LEVELS;
    }

    /** Share of the values that did not exceed the quantile; NaN without values. */
    double coverage(int level) {
        return count > 0 ? (double) covered[level] / count : Double.NaN;
    }

    /** Mean log-loss, or NaN where none was added. */
    double bits() {
        return hasBits && count > 0 ? bits / count : Double.NaN;
    }
}

package io.forebay.evaluation.forecast;

import io.forebay.predictor.DemandEstimate;

/** The simple forecasters that a forecast has to beat. */
final class References {
    /** The average forgets with a half-life of 11 values: rate 1/16. */
    private static final double AVERAGE_RATE = 1.0 / 16;

    private static final int LONGEST_SEASON = 64;
    private static final double SEASON_RATE = 1.0 / 64;
    private static final int HISTOGRAM_VALUES = 256;

    private References() {}

    /** The last value. */
    static Forecaster lastValue() {
        return new PointReference(new LastValue());
    }

    /** The exponentially weighted average. */
    static Forecaster average() {
        return new PointReference(new Average());
    }

    /** The value one season ago; the season, 2 to 64, is the one that was best so far. */
    static Forecaster seasonal() {
        return new PointReference(new Season());
    }

    /** The empirical quantiles of the last 256 values. */
    static Forecaster histogram() {
        return new Histogram();
    }

    private static final class LastValue implements PointReference.Point {
        private double last;

        @Override
        public double next() {
            return last;
        }

        @Override
        public void learn(double value) {
            last = value;
        }
    }

    private static final class Average implements PointReference.Point {
        private double average;
        private long values;

        @Override
        public double next() {
            return average;
        }

        @Override
        public void learn(double value) {
            values++;
            average += (value - average) * Math.max(1.0 / values, AVERAGE_RATE);
        }
    }

    private static final class Season implements PointReference.Point {
        private final double[] ring = new double[LONGEST_SEASON];
        private final double[] errors = new double[LONGEST_SEASON + 1];
        private long values;
        private int best = 1;

        @Override
        public double next() {
            return values < best ? 0 : ago(best);
        }

        private double ago(int lag) {
            return ring[(int) ((values - lag) % LONGEST_SEASON)];
        }

        @Override
        public void learn(double value) {
            int newBest = 1;
            for (int lag = 2; lag <= LONGEST_SEASON && lag <= values; lag++) {
                double rate = Math.max(1.0 / (values - lag + 1), SEASON_RATE);
                errors[lag] += (Math.abs(value - ago(lag)) - errors[lag]) * rate;
                if (newBest == 1 || errors[lag] < errors[newBest]) {
                    newBest = lag;
                }
            }
            best = newBest;
            ring[(int) (values % LONGEST_SEASON)] = value;
            values++;
        }
    }

    private static final class Histogram implements Forecaster {
        private final RecentValues values = new RecentValues(HISTOGRAM_VALUES);

        @Override
        public void forecast(double[] quantiles) {
            for (int i = 0; i < quantiles.length; i++) {
                quantiles[i] = values.quantile(DemandEstimate.level(i));
            }
        }

        @Override
        public void learn(double value) {
            values.add(value);
        }
    }
}

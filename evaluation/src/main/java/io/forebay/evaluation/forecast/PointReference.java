package io.forebay.evaluation.forecast;

import io.forebay.predictor.DemandEstimate;

/**
 * A reference that forecasts one number; its quantiles are that number plus the quantiles of its
 * own last 256 errors, at least 0.
 */
final class PointReference implements Forecaster {
    private static final int ERRORS = 256;

    /** How the number comes from the values before it. */
    interface Point {
        double next();

        void learn(double value);
    }

    private final Point point;
    private final RecentValues errors = new RecentValues(ERRORS);

    PointReference(Point point) {
        this.point = point;
    }

    @Override
    public void forecast(double[] quantiles) {
        double expected = point.next();
        for (int i = 0; i < quantiles.length; i++) {
            double error = errors.quantile(DemandEstimate.level(i));
            quantiles[i] = Math.max(0, expected + error);
        }
    }

    @Override
    public void learn(double value) {
        errors.add(value - point.next());
        point.learn(value);
    }
}

package io.forebay.evaluation.forecast;

/**
 * Forecasts the next value of a quantity from the values before it. Values are at least 0. One
 * thread.
 */
interface Forecaster {
    /** Quantiles of the next value at {@link io.forebay.predictor.DemandEstimate#level}. */
    void forecast(double[] quantiles);

    /** Learns the value that came. */
    void learn(double value);
}

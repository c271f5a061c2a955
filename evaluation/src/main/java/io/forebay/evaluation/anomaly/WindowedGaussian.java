package io.forebay.evaluation.anomaly;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * One less the tail probability of a value under a normal distribution fitted to the last ones:
 * NAB's {@code windowedGaussian} with the window its authors tuned on the benchmark. One thread.
 */
public final class WindowedGaussian implements SeriesDetector {
    private static final int WINDOW = 6400;
    private static final int STEP = 100;
    private static final double LEAST_DEVIATION = 1e-6;
    private static final double SQRT_2 = Math.sqrt(2);

    /** The window and, behind it, the values that move it on when there are {@link #STEP}. */
    private final double[] values = new double[WINDOW + STEP];

    private int size;
    private double mean;
    private double deviation = 1;

    @Override
    public double score(double value) {
        if (!Double.isFinite(value)) {
            return 0;
        }
        double score = size == 0 ? 0 : 1 - tail(value);
        values[size++] = value;
        if (size == values.length) {
            System.arraycopy(values, STEP, values, 0, WINDOW);
            size = WINDOW;
            fit();
        } else if (size <= WINDOW) {
            fit();
        }
        return score;
    }

    private double tail(double value) {
        return 0.5 * Erfc.value(Math.abs(value - mean) / deviation / SQRT_2);
    }

    private void fit() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i];
        }
        mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        deviation = Math.sqrt(squares / size);
        if (!(deviation > 0)) {
            deviation = LEAST_DEVIATION;
        }
    }
}

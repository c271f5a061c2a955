package io.forebay.shaping.anomaly;

/**
 * What is looked at when a series goes on: its value, and eight quantities made of it and the 150
 * values before. One thread.
 */
final class SeriesShape {
    static final int VALUE = 0;

    /** Value less the last one. */
    static final int STEP = 1;

    /** Mean size of the last five steps. */
    static final int ROUGHNESS = 2;

    /** Value less a running mean. */
    static final int RESIDUAL = 3;

    /** Inverse hyperbolic sine of the standardised value. */
    static final int BENT_VALUE = 4;

    /** The same of the step. */
    static final int BENT_STEP = 5;

    /** Mean of the last 30 values. */
    static final int LEVEL = 6;

    /** Change of the level over 30 values. */
    static final int TREND = 7;

    /** Mean size of the last 150 steps. */
    static final int LONG_ROUGHNESS = 8;

    static final int QUANTITIES = 9;

    static final int SHORT = 5;
    static final int MIDDLE = 30;
    static final int LONG = 150;

    private static final double RUNNING_RATE = 0.1;

    private final double[] quantities = new double[QUANTITIES];
    private final double[] values = new double[MIDDLE];
    private final double[] levels = new double[MIDDLE];
    private final double[] steps = new double[LONG];
    private long count;
    private double last;
    private double running;
    private double median;
    private double valueSpread = 1;
    private double stepSpread = 1;

    /** Fixes what values and steps are standardised by; spreads above 0. */
    void standardise(double median, double valueSpread, double stepSpread) {
        this.median = median;
        this.valueSpread = valueSpread;
        this.stepSpread = stepSpread;
    }

    double median() {
        return median;
    }

    /** Takes in the next value. */
    void next(double value) {
        if (count == 0) {
            last = value;
            running = value;
        }
        double step = value - last;
        int middle = (int) (count % MIDDLE);
        int at = (int) (count % LONG);
        steps[at] = Math.abs(step);
        values[middle] = value;
        double level = mean(values, (int) Math.min(count + 1, MIDDLE));
        quantities[VALUE] = value;
        quantities[STEP] = step;
        quantities[ROUGHNESS] = meanOfLastSteps(at);
        quantities[RESIDUAL] = value - running;
        quantities[BENT_VALUE] = asinh((value - median) / valueSpread);
        quantities[BENT_STEP] = asinh(step / stepSpread);
        quantities[LEVEL] = level;
        quantities[TREND] = count < MIDDLE ? 0 : level - levels[middle];
        quantities[LONG_ROUGHNESS] = mean(steps, (int) Math.min(count + 1, LONG));
        levels[middle] = level;
        last = value;
        running += RUNNING_RATE * (value - running);
        count++;
    }

    double quantity(int index) {
        return quantities[index];
    }

    private static double mean(double[] ring, int used) {
        double sum = 0;
        for (int i = 0; i < used; i++) {
            sum += ring[i];
        }
        return sum / used;
    }

    private double meanOfLastSteps(int at) {
        int used = (int) Math.min(count + 1, SHORT);
        double sum = 0;
        for (int i = 0; i < used; i++) {
            sum += steps[at - i < 0 ? at - i + LONG : at - i];
        }
        return sum / used;
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        double result = StrictMath.log(size + Math.sqrt(size * size + 1));
        return x < 0 ? -result : result;
    }
}

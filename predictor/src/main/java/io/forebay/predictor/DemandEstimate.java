package io.forebay.predictor;

/** Demand of the window that ended and of the next one. Reused; one thread. */
public final class DemandEstimate {
    /** Quantiles a forecast has. */
    public static final int LEVELS = 4;

    /** Place of the quantile that nine windows in ten stay below. */
    public static final int LEVEL_90 = 2;

    private static final double[] LEVEL = {0.1, 0.5, 0.9, 0.99};

    /** Classes that log-loss is told of. */
    public static final int CLASSES = ValueClasses.COUNT;

    public long observedCount;
    public long observedBytes;

    /** What the ended window cost the forecast made for it, in bits of its class. */
    public double countBits;

    public double bytesBits;

    public double expectedCount;
    public double expectedBytes;

    /** The next window's bytes stay below this with probability 0.9. */
    public double bytesQuantile90;

    /** Probability that no request comes in the next window. */
    public double idleProbability;

    /** Quantiles of the next window at {@link #level}, ascending. */
    public final double[] countQuantiles = new double[LEVELS];

    public final double[] bytesQuantiles = new double[LEVELS];

    /** The probability with which demand stays below the quantile at a place. */
    public static double level(int place) {
        return LEVEL[place];
    }

    /** The class of a count or of bytes, 0 to {@link #CLASSES} - 1. */
    public static int classOf(double value) {
        return ValueClasses.of(value);
    }
}

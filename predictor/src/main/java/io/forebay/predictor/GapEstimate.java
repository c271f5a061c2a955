package io.forebay.predictor;

/** The gap from a function's last request to its next, in microseconds. Reused; one thread. */
public final class GapEstimate {
    /** Classes of {@link RequestSymbols#gapClass}. */
    public static final int CLASSES = 32;

    public double expectedMicros;

    /** Quantiles at {@link DemandEstimate#level}, ascending. */
    public final double[] quantileMicros = new double[DemandEstimate.LEVELS];

    /** Probability of each class of gap; they add up to 1. */
    public final double[] probabilities = new double[CLASSES];
}

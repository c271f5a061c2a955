package io.forebay.predictor;

/** Demand of the window that ended and of the next one. Reused; one thread. */
public final class DemandEstimate {
    public long observedCount;
    public long observedBytes;
    public double expectedCount;
    public double expectedBytes;

    /** The next window's bytes stay below this with probability 0.9. */
    public double bytesQuantile90;
}

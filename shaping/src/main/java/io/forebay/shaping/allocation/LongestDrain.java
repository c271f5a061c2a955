package io.forebay.shaping.allocation;

/**
 * Says which of several queues should lose its last element when a memory is full: the longest,
 * measured by its bytes over its drain rate to the power of 0.7. Stateless but for the rates; any
 * thread.
 */
public final class LongestDrain {
    /*
     * Longest queue drop measures queues by bytes and lets none but the large functions lose;
     * longest drain time drop measures by time and loses the least in all, but a small function
     * whose backend is slow loses much of what it has. In between, what is lost in all stays that
     * of the latter, and the worst function's part falls by a third (docs/shaping.md).
     */
    private static final double RATE_EXPONENT = 0.7;

    private final double[] weights;

    /**
     * Rates of the functions.
     *
     * @param drainBytesPerSecond of each function's backend; at least 1 is taken
     */
    public LongestDrain(long[] drainBytesPerSecond) {
        weights = new double[drainBytesPerSecond.length];
        for (int f = 0; f < weights.length; f++) {
            double rate = Math.max(1, drainBytesPerSecond[f]);
            weights[f] = 1 / StrictMath.pow(rate, RATE_EXPONENT);
        }
    }

    /** How long a queue is; the longest is to lose its last element. */
    public double length(int function, long heldBytes) {
        return heldBytes * weights[function];
    }
}

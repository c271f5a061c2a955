package io.forebay.shaping.allocation;

/**
 * Measures, window by window, how much space the functions of a memory would have needed: how far
 * each queue would have risen above its length at the beginning of the window, drained at its
 * backend's rate, had nothing been turned away. Bytes and nanoseconds. One thread; nothing is
 * allocated per element.
 */
public final class NeedMeter {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] drainBytesPerNano;
    private final double[] beganWithBytes;
    private final double[] riseBytes;
    private final double[] peakBytes;
    private final double[] offeredBytes;
    private final long[] lastNanos;

    /**
     * Meters of functions that hold nothing at time 0.
     *
     * @param drainBytesPerSecond of each function's backend, 0 or more
     */
    public NeedMeter(long[] drainBytesPerSecond) {
        int functions = drainBytesPerSecond.length;
        drainBytesPerNano = new double[functions];
        for (int f = 0; f < functions; f++) {
            drainBytesPerNano[f] = drainBytesPerSecond[f] / NANOS_PER_SECOND;
        }
        beganWithBytes = new double[functions];
        riseBytes = new double[functions];
        peakBytes = new double[functions];
        offeredBytes = new double[functions];
        lastNanos = new long[functions];
    }

    /** A function begins a window. */
    public void begin(int function, long heldBytes, long nanos) {
        beganWithBytes[function] = heldBytes;
        riseBytes[function] = 0;
        peakBytes[function] = 0;
        offeredBytes[function] = 0;
        lastNanos[function] = nanos;
    }

    /** An element arrives, whether or not it is let in; times do not run backwards. */
    public void offer(int function, long bytes, long nanos) {
        double drained = (nanos - lastNanos[function]) * drainBytesPerNano[function];
        double rest = Math.max(-beganWithBytes[function], riseBytes[function] - drained);
        riseBytes[function] = rest + bytes;
        peakBytes[function] = Math.max(peakBytes[function], riseBytes[function]);
        offeredBytes[function] += bytes;
        lastNanos[function] = nanos;
    }

    /** Highest rise in the window so far, 0 or more. */
    public double neededBytes(int function) {
        return peakBytes[function];
    }

    /** Bytes that arrived in the window so far. */
    public double offeredBytes(int function) {
        return offeredBytes[function];
    }
}

package io.forebay.predictor;

/**
 * Tells where a function's bursts begin: at a gap of at least half its mean gap so far. The mean
 * begins as one gap of a millisecond and never stops following. One thread.
 */
public final class BurstGap {
    private static final double SLOWEST_RATE = 1.0 / 8192;
    private static final double FIRST_GAP_NANOS = 1e6;

    private double meanGapNanos = FIRST_GAP_NANOS;
    private long gaps = 1;

    /** Whether a request so long after the one before it begins a burst. */
    public boolean opensBurst(long gapNanos) {
        boolean opens = gapNanos >= 0.5 * meanGapNanos;
        gaps++;
        meanGapNanos += (gapNanos - meanGapNanos) * Math.max(1.0 / gaps, SLOWEST_RATE);
        return opens;
    }

    void write(SnapshotWriter out) {
        out.putDouble(meanGapNanos);
        out.putLong(gaps);
    }

    void read(SnapshotReader in) {
        meanGapNanos = in.getDouble();
        gaps = in.getLong();
    }
}

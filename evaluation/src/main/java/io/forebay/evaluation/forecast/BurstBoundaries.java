package io.forebay.evaluation.forecast;

/**
 * Where a function's bursts end: at a gap of at least half its running mean gap, as the predictor
 * has it. One thread.
 */
final class BurstBoundaries {
    private static final double FIRST_GAP_NANOS = 1e6;
    private static final double SLOWEST_RATE = 1.0 / 8192;

    private double meanGapNanos = FIRST_GAP_NANOS;
    private long gaps = 1;

    /** Whether this gap, of any request but the function's first, ended a burst. */
    boolean ends(long gapNanos) {
        boolean ended = gapNanos >= 0.5 * meanGapNanos;
        gaps++;
        meanGapNanos += (gapNanos - meanGapNanos) * Math.max(1.0 / gaps, SLOWEST_RATE);
        return ended;
    }
}

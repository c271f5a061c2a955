package io.forebay.shaping.anomaly;

/**
 * How rare a value is above and below those of its series: the tails that a function's windows are
 * judged by, in both directions. One thread.
 */
final class SeriesTails {
    /**
     * By how much a record must be exceeded to be half as probable, at least, in standardised and
     * bent units; a change to 0.1 or 0.4 does not show on a benchmark.
     */
    private static final double LEAST_SCALE = 0.2;

    private final BlockTail above = new BlockTail(LEAST_SCALE);
    private final BlockTail below = new BlockTail(LEAST_SCALE);
    private int windows;

    /** Code length of a value this far out or farther, in bits. */
    double bits(double value) {
        return Math.max(above.bits(value), below.bits(-value));
    }

    /** Takes in the next value. */
    void see(double value) {
        above.see(value);
        below.see(-value);
        windows++;
        if (windows == BlockTail.BLOCK_WINDOWS) {
            above.endBlock(true);
            below.endBlock(true);
            windows = 0;
        }
    }
}

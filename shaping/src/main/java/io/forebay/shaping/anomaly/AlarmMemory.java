package io.forebay.shaping.anomaly;

/**
 * What the last alarm was like: a weaker one is not raised again while it is remembered. Fades the
 * more slowly the longer the series is. One thread.
 */
public final class AlarmMemory {
    private static final double LEAST_SAMPLES = 30;
    private static final double SHARE = 0.12;

    private double bits;

    /**
     * Takes in a score.
     *
     * @param scoreBits of the present sample
     * @param samples that the series has so far
     * @return the score where it stands out against what is remembered, else 0
     */
    public double filter(double scoreBits, double samples) {
        fade(samples);
        if (!standsOut(scoreBits)) {
            return 0;
        }
        remember(scoreBits);
        return scoreBits;
    }

    /** Lets a sample pass in a series that has so many. */
    void fade(double samples) {
        bits -= bits / Math.max(LEAST_SAMPLES, SHARE * samples);
    }

    boolean standsOut(double scoreBits) {
        return scoreBits > bits;
    }

    void remember(double scoreBits) {
        bits = Math.max(bits, scoreBits + 1);
    }
}

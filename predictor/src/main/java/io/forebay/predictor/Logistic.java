package io.forebay.predictor;

/**
 * Logistic arithmetic that gives the same figures on every machine: plain operations, and tables
 * computed once by {@link StrictMath}, so that the request engine needs no exponential.
 */
final class Logistic {
    /** Largest log-odds that anything here gives or takes. */
    static final float LIMIT = 12f;

    private static final int STRETCH_BITS = 12;
    private static final float[] STRETCH = new float[1 << STRETCH_BITS];

    /** Cells of {@link #SQUASH} on each side of 0. */
    private static final int SQUASH_HALF = 2048;

    private static final float SQUASH_PER_NAT = SQUASH_HALF / LIMIT;
    private static final float LOG2_E = (float) (1 / StrictMath.log(2));
    private static final float LN_2 = (float) StrictMath.log(2);
    private static final double LN_2_EXACT = StrictMath.log(2);
    private static final double SQRT_2 = StrictMath.sqrt(2);
    private static final float[] SQUASH = new float[2 * SQUASH_HALF + 1];

    static {
        for (int i = 0; i < STRETCH.length; i++) {
            double p = (i + 0.5) / STRETCH.length;
            STRETCH[i] = (float) StrictMath.log(p / (1 - p));
        }
        for (int i = 0; i < SQUASH.length; i++) {
            double x = (i - SQUASH_HALF) / (double) SQUASH_PER_NAT;
            SQUASH[i] = (float) (1 / (1 + StrictMath.exp(-x)));
        }
    }

    private Logistic() {}

    /** Log-odds of a probability given in units of 2^-12. */
    static float stretch(int probability12) {
        return STRETCH[probability12];
    }

    /**
     * Probability of log-odds: the nearest of 4,097 table entries, so within 0.0008 of the true
     * value and within 0.3 % of the smaller of it and its complement; beyond the limit that of the
     * limit. Any argument, NaN included, gives a probability.
     */
    static float squash(float x) {
        int cell = (int) (x * SQUASH_PER_NAT + (SQUASH_HALF + 0.5f));
        if (cell < 0) {
            cell = 0;
        } else if (cell > 2 * SQUASH_HALF) {
            cell = 2 * SQUASH_HALF;
        }
        return SQUASH[cell];
    }

    /** e to the power of {@code x}, for |x| up to 80. Relative error below 1e-5. */
    static float exp(float x) {
        float t = x * LOG2_E;
        int whole = (int) (t + 128.5f) - 128;
        float f = (t - whole) * LN_2;
        float p = 1f / 24 + f * (1f / 120 + f * (1f / 720));
        p = 1f + f * (1f + f * (0.5f + f * (1f / 6 + f * p)));
        return Float.intBitsToFloat((whole + 127) << 23) * p;
    }

    /**
     * Binary logarithm of a positive, normal number, by its exponent and the series of the area
     * hyperbolic tangent; absolute error below 1e-13.
     */
    static double log2(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) - 1023;
        double mantissa = Double.longBitsToDouble((bits & 0xF_FFFF_FFFF_FFFFL) | 1023L << 52);
        if (mantissa > SQRT_2) {
            mantissa *= 0.5;
            exponent++;
        }
        double s = (mantissa - 1) / (mantissa + 1);
        double q = s * s;
        double sum = 1.0 / 13 + q * (1.0 / 15 + q * (1.0 / 17));
        sum = 1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * sum));
        sum = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * sum));
        return exponent + 2 / LN_2_EXACT * s * sum;
    }

    /** The logistic function without steps, for where a gradient must be exact. */
    static float sigmoid(float x) {
        return 1f / (1f + exp(-Math.max(-30f, Math.min(30f, x))));
    }

    /** Within 0.003 of the hyperbolic tangent. */
    static float tanh(float x) {
        return 2f * squash(2f * x) - 1f;
    }

    /** Log-odds within one nat less than the limit. */
    static float clip(float logOdds) {
        return bounded(logOdds, LIMIT - 1f);
    }

    /**
     * The value, or the nearer of the bound and its negative. Math.min and Math.max mind the sign
     * of zero, which costs more than two comparisons.
     */
    static float bounded(float value, float bound) {
        if (value > bound) {
            return bound;
        }
        return value < -bound ? -bound : value;
    }
}

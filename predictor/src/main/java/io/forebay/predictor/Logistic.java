package io.forebay.predictor;

/**
 * Logistic arithmetic that gives the same figures on every machine: plain float operations and
 * tables computed once by {@link StrictMath}.
 */
final class Logistic {
    /** Largest log-odds that anything here gives or takes. */
    static final float LIMIT = 11f;

    private static final int STRETCH_BITS = 12;
    private static final float[] STRETCH = new float[1 << STRETCH_BITS];
    private static final float LOG2_E = (float) (1 / StrictMath.log(2));
    private static final float LN_2 = (float) StrictMath.log(2);

    /** Reciprocals of the factorials of 3 to 6. */
    private static final float C3 = 1f / 6;

    private static final float C4 = 1f / 24;
    private static final float C5 = 1f / 120;
    private static final float C6 = 1f / 720;

    static {
        for (int i = 0; i < STRETCH.length; i++) {
            double p = (i + 0.5) / STRETCH.length;
            STRETCH[i] = (float) StrictMath.log(p / (1 - p));
        }
    }

    private Logistic() {}

    /** Log-odds of a probability given in units of 2^-12. */
    static float stretch(int probability12) {
        return STRETCH[probability12];
    }

    /** e to the power of {@code x}, for |x| up to 80. Relative error below 1e-6. */
    static float exp(float x) {
        float t = x * LOG2_E;
        int whole = (int) (t + 128.5f) - 128;
        float f = (t - whole) * LN_2;
        float p = C4 + f * (C5 + f * C6);
        p = 1f + f * (1f + f * (0.5f + f * (C3 + f * p)));
        return Float.intBitsToFloat((whole + 127) << 23) * p;
    }

    /** Probability of log-odds; beyond the limit it is that of the limit. */
    static float squash(float x) {
        float clipped = Math.max(-LIMIT, Math.min(LIMIT, x));
        return 1f / (1f + exp(-clipped));
    }

    /** Logistic function of a gate. */
    static float sigmoid(float x) {
        float clipped = Math.max(-30f, Math.min(30f, x));
        return 1f / (1f + exp(-clipped));
    }

    static float tanh(float x) {
        return 2f * sigmoid(2f * x) - 1f;
    }
}

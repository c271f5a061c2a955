package io.forebay.predictor;

/**
 * Adam (Kingma and Ba, 2015) over blocks of a flat parameter array. Each block counts its own
 * steps, so rows that are touched rarely, like embeddings, start with their own bias correction.
 * Parameters stay within a fixed bound.
 */
final class AdamOptimizer {
    static final float BETA1 = 0.9f;
    static final float BETA2 = 0.999f;
    static final float EPSILON = 1e-8f;
    static final float PARAMETER_BOUND = 16f;

    /** From here on both corrections are 1 within float precision. */
    private static final int STEP_LIMIT = 16_384;

    private static final float[] FIRST_CORRECTION = new float[STEP_LIMIT + 1];
    private static final float[] SECOND_CORRECTION = new float[STEP_LIMIT + 1];

    static {
        double power1 = 1;
        double power2 = 1;
        for (int t = 1; t <= STEP_LIMIT; t++) {
            power1 *= BETA1;
            power2 *= BETA2;
            FIRST_CORRECTION[t] = (float) (1 / (1 - power1));
            SECOND_CORRECTION[t] = (float) (1 / (1 - power2));
        }
    }

    private final float[] parameters;
    private final float[] firstMoment;
    private final float[] secondMoment;
    private final int[] steps;

    AdamOptimizer(float[] parameters, int blocks) {
        this.parameters = parameters;
        firstMoment = new float[parameters.length];
        secondMoment = new float[parameters.length];
        steps = new int[blocks];
    }

    /**
     * Takes a step along a block's gradient times {@code scale}, and clears the gradient.
     *
     * @param offset first parameter of the block
     * @param length parameters of the block
     */
    void step(int block, int offset, int length, float[] gradient, float scale, float rate) {
        int t = Math.min(STEP_LIMIT, steps[block] + 1);
        steps[block] = t;
        float correctedRate = rate * FIRST_CORRECTION[t];
        float secondCorrection = SECOND_CORRECTION[t];
        float[] m = firstMoment;
        float[] v = secondMoment;
        float[] w = parameters;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            float g = gradient[i] * scale;
            float first = BETA1 * m[i] + (1f - BETA1) * g;
            float second = BETA2 * v[i] + (1f - BETA2) * g * g;
            m[i] = first;
            v[i] = second;
            float root = (float) Math.sqrt(second * secondCorrection);
            float moved = w[i] - correctedRate * first / (root + EPSILON);
            w[i] = Math.max(-PARAMETER_BOUND, Math.min(PARAMETER_BOUND, moved));
            gradient[i] = 0f;
        }
    }

    void average(AdamOptimizer[] others, double[] shares) {
        float[][] first = new float[others.length][];
        float[][] second = new float[others.length][];
        for (int k = 0; k < others.length; k++) {
            first[k] = others[k].firstMoment;
            second[k] = others[k].secondMoment;
        }
        Averages.weighted(first, shares, firstMoment);
        Averages.weighted(second, shares, secondMoment);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = 0;
            for (AdamOptimizer other : others) {
                steps[i] = Math.max(steps[i], other.steps[i]);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.putFloats(firstMoment);
        out.putFloats(secondMoment);
        out.putInts(steps);
    }

    void read(SnapshotReader in) {
        in.getFloats(firstMoment);
        in.getFloats(secondMoment);
        in.getInts(steps);
        for (int i = 0; i < steps.length; i++) {
            Snapshots.requireRange("optimizer steps", steps[i], 0, STEP_LIMIT);
        }
    }
}

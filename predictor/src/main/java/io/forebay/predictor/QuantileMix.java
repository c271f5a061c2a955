package io.forebay.predictor;

/**
 * Quantiles of the next value of a quantity, mixed from several experts': each level's weights
 * follow the experts' own losses at that level, and the result is scaled by a factor that moves
 * with each window so that the level is kept in the long run.
 *
 * <p>Expert 0 brings quantiles of its own. The others bring a point; what is added to it for a
 * level is tracked: up when the demand exceeded the quantile, down when not (adaptive conformal
 * inference; Gibbs and Candès, 2021; quantile tracking; Angelopoulos and others, 2023). There is
 * one factor per level and {@link #REGIMES regime}. One thread.
 */
final class QuantileMix {
    static final int EXPERTS = 6;

    /** Kinds of situation, as the owner tells them apart. */
    static final int REGIMES = 2;

    private static final int LEVELS = DemandEstimate.LEVELS;
    private static final float LOSS_RATE = 0.01f;
    private static final float SCALE_RATE = 0.02f;
    private static final float SLOWEST_STEP = 0.03f;
    private static final float SLOWEST_FACTOR_STEP = 0.02f;
    private static final float FASTEST_STEP = 0.6f;
    private static final float MOST_SCALES = 50f;
    private static final float MOST_LOG_FACTOR = 5f;
    private static final float LEAST_LOSS = 1e-9f;

    private static final float[] STEPS = {1f, 1f, 1f, 0.33f};

    private final float[] added = new float[REGIMES * LEVELS * EXPERTS];
    private final float[] losses = new float[REGIMES * LEVELS * EXPERTS];
    private final float[] scales = new float[REGIMES * EXPERTS];
    private final float[] logFactors = new float[REGIMES * LEVELS];
    private final int[] windows = new int[REGIMES];

    /** The forecast that waits for its window. */
    private final float[] quantiles = new float[LEVELS * EXPERTS];

    private final float[] mixed = new float[LEVELS];
    private int regime;
    private float zeroProbability;

    /** What the experts bring; set by the owner before {@link #forecast}. */
    final float[] points = new float[EXPERTS];

    final float[] ownQuantiles = new float[LEVELS];

    /** Mixes the experts' quantiles of the next window into {@code out}: ascending, at least 0. */
    void forecast(int nextRegime, double zeroProbability, double[] out) {
        regime = nextRegime;
        this.zeroProbability = (float) zeroProbability;
        float below = 0;
        for (int level = 0; level < LEVELS; level++) {
            int at = level * EXPERTS;
            int learned = (regime * LEVELS + level) * EXPERTS;
            float least = Float.MAX_VALUE;
            for (int e = 0; e < EXPERTS; e++) {
                quantiles[at + e] =
                        e == 0
                                ? ownQuantiles[level]
                                : Math.max(
                                        0,
                                        points[e]
                                                + added[learned + e]
                                                        * scales[regime * EXPERTS + e]);
                least = Math.min(least, losses[learned + e] + LEAST_LOSS);
            }
            float sum = 0;
            float weights = 0;
            for (int e = 0; e < EXPERTS; e++) {
                float ratio = least / (losses[learned + e] + LEAST_LOSS);
                float square = ratio * ratio;
                float weight = square * square * square * square;
                sum += weight * quantiles[at + e];
                weights += weight;
            }
            float factor = Logistic.exp(logFactors[regime * LEVELS + level]);
            below = Math.max(below, sum / weights * factor);
            mixed[level] = below;
            out[level] = below;
        }
    }

    /** Learns from the demand of the window that was forecast last. */
    void learn(float value) {
        int n = ++windows[regime];
        int first = regime * EXPERTS;
        float scaleRate = Math.max(1f / n, SCALE_RATE);
        for (int e = 1; e < EXPERTS; e++) {
            scales[first + e] += (Math.abs(value - points[e]) - scales[first + e]) * scaleRate;
        }
        float addedStep = Math.max(SLOWEST_STEP, 1f / (n + 2));
        float factorStep = Math.max(SLOWEST_FACTOR_STEP, FASTEST_STEP / (float) Math.sqrt(n));
        for (int level = 0; level < LEVELS; level++) {
            float share = (float) DemandEstimate.level(level);
            learnExperts(level, share, value, Math.max(1f / n, LOSS_RATE), addedStep);
            // Nothing lies below 0: a quantile of 0 covers what its level asks of it, no more.
            boolean trivial = value == 0 && mixed[level] == 0;
            float covered =
                    trivial
                            ? share / Math.max(share, zeroProbability)
                            : value <= mixed[level] ? 1 : 0;
            int at = regime * LEVELS + level;
            float moved = logFactors[at] + factorStep * STEPS[level] * (share - covered);
            logFactors[at] = Math.max(-MOST_LOG_FACTOR, Math.min(MOST_LOG_FACTOR, moved));
        }
    }

    private void learnExperts(int level, float share, float value, float lossRate, float step) {
        int learned = (regime * LEVELS + level) * EXPERTS;
        for (int e = 0; e < EXPERTS; e++) {
            float above = value - quantiles[level * EXPERTS + e];
            float loss = above > 0 ? share * above : (share - 1) * above;
            losses[learned + e] += (loss - losses[learned + e]) * lossRate;
            float moved = added[learned + e] + step * (share - (above <= 0 ? 1 : 0));
            added[learned + e] = Math.max(-MOST_SCALES, Math.min(MOST_SCALES, moved));
        }
    }

    void write(SnapshotWriter out) {
        out.putFloats(added);
        out.putFloats(losses);
        out.putFloats(scales);
        out.putFloats(logFactors);
        out.putInts(windows);
        out.putFloats(quantiles);
        out.putFloats(mixed);
        out.putFloats(points);
        out.putInt(regime);
        out.putInt(Float.floatToRawIntBits(zeroProbability));
    }

    void read(SnapshotReader in) {
        in.getFloats(added);
        in.getFloats(losses);
        in.getFloats(scales);
        in.getFloats(logFactors);
        in.getInts(windows);
        in.getFloats(quantiles);
        in.getFloats(mixed);
        in.getFloats(points);
        regime = Snapshots.requireRange("demand regime", in.getInt(), 0, REGIMES - 1);
        zeroProbability = Float.intBitsToFloat(in.getInt());
    }
}

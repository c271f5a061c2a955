package io.forebay.evaluation.anomaly;

import io.forebay.shaping.anomaly.AlarmMemory;
import io.forebay.shaping.anomaly.NoveltyModel;

/**
 * The novelty of a value in bits, the tails of the job's detector among what it is told by, made a
 * score of 0 to 1. Knows nothing of the series but the values so far. One thread.
 */
public final class ForebaySeries implements SeriesDetector {
    /** Bits that give a score of one half. */
    private static final double HALF_BITS = 16;

    private final NoveltyModel model;
    private final AlarmMemory memory = new AlarmMemory();

    /**
     * @param warmUpRows rows at the beginning that are not judged
     */
    public ForebaySeries(int warmUpRows) {
        model = new NoveltyModel(Math.max(2, warmUpRows));
    }

    @Override
    public double score(double value) {
        boolean judged = model.isWarm();
        double bits = model.ageAdjusted(model.score(value));
        model.learn();
        if (!judged || !Double.isFinite(value)) {
            return 0;
        }
        double shown = memory.filter(Math.max(0, bits), model.age());
        return shown / (shown + HALF_BITS);
    }

    /** The bits that a score stands for. */
    public static double bitsOf(double score) {
        return HALF_BITS * score / (1 - score);
    }
}

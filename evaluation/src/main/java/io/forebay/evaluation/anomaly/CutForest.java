package io.forebay.evaluation.anomaly;

import com.amazon.randomcutforest.RandomCutForest;

/**
 * Anomaly score of a random cut forest (Guha, Mishra, Roy and Schrijvers 2016) of Amazon's library,
 * with the parameters that its published results on NAB were made with. One thread; same figures in
 * each run.
 */
public final class CutForest implements SeriesDetector {
    private static final int TREES = 100;
    private static final int SAMPLE = 256;
    private static final double TIME_DECAY = 1.0 / 100_000;
    private static final long SEED = 42;

    /** Logarithm of the sample's size to base 2: scores are 0 to about this. */
    private static final double LARGEST_SCORE = 8;

    private final RandomCutForest forest =
            RandomCutForest.builder()
                    .dimensions(1)
                    .shingleSize(1)
                    .numberOfTrees(TREES)
                    .sampleSize(SAMPLE)
                    .timeDecay(TIME_DECAY)
                    .randomSeed(SEED)
                    .parallelExecutionEnabled(false)
                    .build();

    private final float[] point = new float[1];

    @Override
    public double score(double value) {
        point[0] = (float) value;
        if (!Float.isFinite(point[0])) {
            return 0;
        }
        double score = forest.getAnomalyScore(point);
        forest.update(point);
        return Math.min(1, Math.max(0, score / LARGEST_SCORE));
    }
}

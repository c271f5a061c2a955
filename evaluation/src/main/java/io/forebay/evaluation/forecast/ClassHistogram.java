package io.forebay.evaluation.forecast;

/**
 * The reference of log-loss: how often each class came, by Krichevsky and Trofimov's estimate. One
 * thread.
 */
final class ClassHistogram {
    private static final double PRIOR = 0.5;
    private static final double NATS_PER_BIT = Math.log(2);

    private final double[] counts;
    private double total;

    ClassHistogram(int classes) {
        counts = new double[classes];
    }

    /** What the class costs in bits; then learns it. */
    double score(int valueClass) {
        double p = (counts[valueClass] + PRIOR) / (total + counts.length * PRIOR);
        counts[valueClass]++;
        total++;
        return -Math.log(p) / NATS_PER_BIT;
    }
}

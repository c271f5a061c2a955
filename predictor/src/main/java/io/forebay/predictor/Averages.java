package io.forebay.predictor;

/** Weighted averages of equally laid out weights. */
final class Averages {
    private Averages() {}

    static void weighted(float[][] sources, double[] shares, float[] target) {
        for (int i = 0; i < target.length; i++) {
            double sum = 0;
            for (int k = 0; k < sources.length; k++) {
                sum += shares[k] * sources[k][i];
            }
            target[i] = (float) sum;
        }
    }
}

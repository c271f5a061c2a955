package io.forebay.predictor;

/**
 * The predictions that take part in a decision, as log-odds: which inputs they are, and what they
 * say. Inputs that have nothing to say are left out and cost nothing.
 */
final class ActiveInputs {
    final int[] index;
    final float[] logOdds;
    int count;

    ActiveInputs(int inputs) {
        index = new int[inputs];
        logOdds = new float[inputs];
    }

    void add(int input, float value) {
        index[count] = input;
        logOdds[count++] = value;
    }
}

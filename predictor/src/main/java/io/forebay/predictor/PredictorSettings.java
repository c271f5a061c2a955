package io.forebay.predictor;

/**
 * What a device's models are made of.
 *
 * @param seed of the initial weights
 * @param counterSlots counters per function, a power of two
 * @param historyLength requests remembered per function, a power of two
 * @param recurrentUnits units of the recurrent network; 0 leaves it out
 * @param truncationSteps requests that back-propagation through time reaches back
 * @param learningRate of the recurrent network
 */
public record PredictorSettings(
        long seed,
        int counterSlots,
        int historyLength,
        int recurrentUnits,
        int truncationSteps,
        double learningRate) {

    /** The settings the job runs with unless told otherwise. */
    public static PredictorSettings defaults() {
        return new PredictorSettings(1, 1 << 15, 1 << 12, 16, 4, 0.003);
    }
}

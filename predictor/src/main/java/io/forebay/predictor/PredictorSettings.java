package io.forebay.predictor;

/**
 * What a device's models are made of.
 *
 * @param seed of the initial weights
 * @param counterSlots counters per function, a power of two from 16 to 2^24; 6 bytes each with what
 *     goes along
 * @param historyLength requests remembered per function, a power of two from 16 to 65,536; about 14
 *     bytes each with the indexes and the successor tables
 * @param recurrentUnits units of the recurrent network, up to 256; 0 leaves it out
 * @param truncationSteps requests that back-propagation through time reaches back, 1 to 256
 * @param learningRate of the recurrent network, above 0 and at most 1
 */
public record PredictorSettings(
        long seed,
        int counterSlots,
        int historyLength,
        int recurrentUnits,
        int truncationSteps,
        double learningRate) {

    public PredictorSettings {
        requirePowerOfTwo("counterSlots", counterSlots, 1 << 24);
        requirePowerOfTwo("historyLength", historyLength, 1 << 16);
        require(
                recurrentUnits >= 0 && recurrentUnits <= 256,
                "recurrentUnits",
                recurrentUnits,
                "0 to 256");
        require(
                truncationSteps >= 1 && truncationSteps <= 256,
                "truncationSteps",
                truncationSteps,
                "1 to 256");
        require(
                learningRate > 0 && learningRate <= 1,
                "learningRate",
                learningRate,
                "above 0, at most 1");
    }

    private static void requirePowerOfTwo(String key, int value, int most) {
        require(
                value >= 16 && value <= most && Integer.bitCount(value) == 1,
                key,
                value,
                "a power of two from 16 to " + most);
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "invalid predictor setting: " + key + "=" + value + ", allowed=" + allowed);
        }
    }

    /** The settings the job runs with unless told otherwise. */
    public static PredictorSettings defaults() {
        return new PredictorSettings(1, 1 << 15, 1 << 14, 16, 4, 0.003);
    }
}

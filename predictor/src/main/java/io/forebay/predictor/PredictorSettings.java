package io.forebay.predictor;

/**
 * What a device's models are made of.
 *
 * @param seed of the initial weights
 * @param counterSlots counters per function, a power of two from 16 to 2^24; 6 bytes each with what
 *     goes along
 * @param historyLength requests remembered per function, a power of two from 16 to 65,536; about 5
 *     bytes each with the indexes
 * @param recurrentUnits units of the recurrent network, up to 256; 0 leaves it out
 * @param learningRate of the recurrent network's embeddings, above 0 and at most 1; its other rates
 *     follow from it
 * @param replayRequests remembered requests the network trains on again after each request, 0 to 64
 */
public record PredictorSettings(
        long seed,
        int counterSlots,
        int historyLength,
        int recurrentUnits,
        double learningRate,
        int replayRequests) {

    private static final int DEFAULT_UNITS = 16;
    private static final double DEFAULT_LEARNING_RATE = 0.01;

    public PredictorSettings {
        requirePowerOfTwo("counterSlots", counterSlots, 1 << 24);
        requirePowerOfTwo("historyLength", historyLength, 1 << 16);
        require(
                recurrentUnits >= 0 && recurrentUnits <= 256,
                "recurrentUnits",
                recurrentUnits,
                "0 to 256");
        require(
                learningRate > 0 && learningRate <= 1,
                "learningRate",
                learningRate,
                "above 0, at most 1");
        require(
                replayRequests >= 0 && replayRequests <= 64,
                "replayRequests",
                replayRequests,
                "0 to 64");
    }

    /** Without replay. */
    public PredictorSettings(
            long seed,
            int counterSlots,
            int historyLength,
            int recurrentUnits,
            double learningRate) {
        this(seed, counterSlots, historyLength, recurrentUnits, learningRate, 0);
    }

    /** The same with another number of requests to replay. */
    public PredictorSettings withReplayRequests(int requests) {
        return new PredictorSettings(
                seed, counterSlots, historyLength, recurrentUnits, learningRate, requests);
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

    /** The settings the job runs with unless told otherwise: at most 512 KiB per function. */
    public static PredictorSettings defaults() {
        return new PredictorSettings(1, 1 << 14, 1 << 16, DEFAULT_UNITS, DEFAULT_LEARNING_RATE);
    }

    /** At most 128 KiB per function, for devices with many functions. */
    public static PredictorSettings compact() {
        return new PredictorSettings(1, 1 << 13, 1 << 12, DEFAULT_UNITS, DEFAULT_LEARNING_RATE);
    }

    /** Slots that remember the last symbol of a context. */
    int runSlots() {
        return Math.max(16, counterSlots / 4);
    }

    /** Slots of the index of address pairs. */
    int pairSlots() {
        return Math.max(16, historyLength / 4);
    }

    /** Slots of each of the history's other indexes. */
    int indexSlots() {
        return Math.max(Math.min(historyLength, 1 << 11), historyLength / 16);
    }

    /** Context slots of what forecasts reads, whose other tables go with them. */
    int forecastSlots() {
        return Math.max(Math.min(historyLength, 1 << 10), historyLength / 8);
    }

    /** Counters that the functions of a device share. */
    int deviceCounterSlots() {
        return Math.min(1 << 14, counterSlots * 2);
    }
}

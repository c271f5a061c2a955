package io.forebay.gateway;

/**
 * Bounds on what a gateway keeps and accepts.
 *
 * @param maxFunctions functions served; elements of further ones become dead letters
 * @param captureLogRecords records the capture log holds for subscribers that are behind
 * @param captureBatchRecords most records in one message to a subscriber
 * @param repeatWindow newest commands of a target whose results are remembered to answer repeats
 * @param maxBatchCommands most commands in one batch
 * @param maxMessageBytes largest message a caller may send
 * @param deadLetterSamples dead letters kept for the report; all are counted
 */
public record GatewayLimits(
        int maxFunctions,
        int captureLogRecords,
        int captureBatchRecords,
        int repeatWindow,
        int maxBatchCommands,
        int maxMessageBytes,
        int deadLetterSamples) {
    public GatewayLimits {
        requireRange("maxFunctions", maxFunctions, 1, 1 << 20);
        requireRange("captureLogRecords", captureLogRecords, 1, 1 << 26);
        requireRange("captureBatchRecords", captureBatchRecords, 1, 1 << 16);
        requireRange("repeatWindow", repeatWindow, 1, 1 << 16);
        requireRange("maxBatchCommands", maxBatchCommands, 1, 1 << 20);
        requireRange("maxMessageBytes", maxMessageBytes, 1 << 10, 1 << 28);
        requireRange("deadLetterSamples", deadLetterSamples, 0, 1 << 16);
    }

    /** Bounds for one device with up to thousands of functions. */
    public static GatewayLimits defaults() {
        return new GatewayLimits(4_096, 1 << 18, 256, 512, 16_384, 4 << 20, 20);
    }

    private static void requireRange(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(
                    name + " is not " + lowest + " to " + highest + ": " + name + "=" + value);
        }
    }

    /** The same with another size of the capture log. */
    public GatewayLimits withCaptureLogRecords(int records) {
        return new GatewayLimits(
                maxFunctions,
                records,
                captureBatchRecords,
                repeatWindow,
                maxBatchCommands,
                maxMessageBytes,
                deadLetterSamples);
    }

    /** The same with another number of functions served. */
    public GatewayLimits withMaxFunctions(int functions) {
        return new GatewayLimits(
                functions,
                captureLogRecords,
                captureBatchRecords,
                repeatWindow,
                maxBatchCommands,
                maxMessageBytes,
                deadLetterSamples);
    }

    /** The same with another size of the largest message. */
    public GatewayLimits withMaxMessageBytes(int bytes) {
        return new GatewayLimits(
                maxFunctions,
                captureLogRecords,
                captureBatchRecords,
                repeatWindow,
                maxBatchCommands,
                bytes,
                deadLetterSamples);
    }
}

package io.forebay.evaluation.allocation;

/** What a windowed hard partition of the references shares memory out by. One replay. */
interface WindowWeight {
    /** Fixed-point scale of averages. */
    int SCALE = 256;

    /**
     * The weight of a function for the window that begins at {@code nanos}; called once for each
     * function and window.
     *
     * @param windowBytes bytes the function offered in the window that ended
     */
    long weigh(SharedMemory memory, int function, long windowBytes, long nanos);

    /** Exponentially weighted average of the bytes offered in a window, with a weight of 1/8. */
    static WindowWeight average(int functions) {
        var average = new long[functions];
        return (memory, f, windowBytes, nanos) ->
                average[f] += (SCALE * windowBytes - average[f]) >> 3;
    }

    /** Peak of what is queued and what was offered, which loses 1/32 in each window. */
    static WindowWeight decayingPeak(int functions) {
        var peak = new long[functions];
        return (memory, f, windowBytes, nanos) ->
                peak[f] = Math.max(memory.queuedBytes(f) + windowBytes, peak[f] - (peak[f] >> 5));
    }

    /** Mean and deviation of a window's bytes after a window of as many octaves of bytes. */
    static WindowWeight byContext(int functions) {
        var contexts = new int[functions];
        var mean = new long[functions][Long.SIZE];
        var deviation = new long[functions][Long.SIZE];
        return (memory, f, windowBytes, nanos) -> {
            int before = contexts[f];
            long value = SCALE * windowBytes;
            deviation[f][before] += (Math.abs(value - mean[f][before]) - deviation[f][before]) >> 4;
            mean[f][before] += (value - mean[f][before]) >> 4;
            int now = Long.SIZE - Long.numberOfLeadingZeros(windowBytes);
            contexts[f] = now;
            return mean[f][now] + 2 * deviation[f][now];
        };
    }

    /** Clairvoyant: how far the queue will rise above its present length in the next window. */
    static WindowWeight clairvoyantRise(long windowNanos) {
        return (memory, f, windowBytes, nanos) ->
                Clairvoyance.peakBytes(memory, f, nanos + windowNanos) - memory.queuedBytes(f);
    }
}

package io.forebay.evaluation.prediction;

/** Hashes of contexts, as the reference models have always made them. */
final class ContextHash {
    private static final long START_OF_CHAIN = 7;
    private static final long OFFSET = 0x51ED27;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private ContextHash() {}

    static long add(long hash, long value) {
        long mixed = (hash ^ (value + OFFSET)) * FACTOR;
        return mixed ^ mixed >>> 29;
    }

    /** Hash of the current request's symbols under the heads before {@code head}. */
    static long chain(StreamContext stream, int head) {
        long hash = START_OF_CHAIN;
        for (int h = 0; h < head; h++) {
            hash = add(hash, stream.symbol(h));
        }
        return hash;
    }

    /** Hash of no symbols of the current request. */
    static long noChain() {
        return START_OF_CHAIN;
    }
}

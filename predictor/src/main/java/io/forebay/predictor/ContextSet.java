package io.forebay.predictor;

/**
 * Hashes of the contexts that a head's symbol is predicted under. Scratch of one device; filled
 * anew for each head.
 *
 * <p>The chain is what is known of the request already: the symbols of the heads before this one.
 */
final class ContextSet {
    /** Counter contexts: the first adapts fast. */
    static final int COUNTERS = 6;

    private static final int SEED = 0x2545F491;

    private final int[] counterHashes = new int[COUNTERS];
    private final int[] runHashes = new int[Guesses.RUN_CONTEXTS];
    private int chain;

    /** Chain without the size. */
    private int shortChain;

    int counterHash(int context) {
        return counterHashes[context];
    }

    int runHash(int context) {
        return runHashes[context];
    }

    /** Hash of the symbols of this request known so far. */
    int chainHash() {
        return chain;
    }

    /** Starts a request. */
    void start() {
        chain = 0;
        shortChain = 0;
    }

    /** Takes note of a symbol of this request. */
    void see(int head, int symbol) {
        chain = chain << 7 | symbol + 1;
        if (head != RequestSymbols.SIZE) {
            shortChain = shortChain << 7 | symbol + 1;
        }
    }

    /** Hashes the contexts of a head. */
    void prepareHead(FunctionState f, Guesses guesses, int head) {
        History history = f.history;
        int symbolsMask = head == RequestSymbols.GAP ? 0x1FFFFF : 0xFFFF;
        int first = history.latest(1) & symbolsMask;
        int second = history.latest(2) & symbolsMask;
        int seed = Hashing.mix(SEED, head);
        int chained = Hashing.mix(seed, chain);
        long region = f.starts[0];
        int regionChain = head == RequestSymbols.GAP ? Hashing.mix(seed, shortChain) : chained;
        counterHashes[0] = Hashing.mix(chained, 1);
        counterHashes[1] = Hashing.mix(Hashing.mix(seed, 2), first);
        counterHashes[2] = Hashing.mix(Hashing.mix(chained, 3), region >> 13);
        counterHashes[3] = Hashing.mix(Hashing.mix(regionChain, 4), region >> 17);
        counterHashes[4] = Hashing.mix(Hashing.mix(Hashing.mix(chained, 5), first), second);
        counterHashes[5] = Hashing.mix(Hashing.mix(chained, 6), first);

        runHashes[0] = Hashing.mix(Hashing.mix(Hashing.mix(chained, 7), first), second);
        int lastOfHead =
                History.unpack(history.latest(1), head)
                        | History.unpack(history.latest(2), head) << 7
                        | History.unpack(history.latest(3), head) << 14;
        runHashes[1] = Hashing.mix(Hashing.mix(chained, 8), lastOfHead);
        int tuple = Hashing.mix(chained, 9);
        for (int c = 0; c < 5; c++) {
            tuple = Hashing.mix(tuple, guesses.symbol(c, head));
        }
        runHashes[2] = tuple;
        // The head is part of the check: a symbol of another head can never be taken for one.
        for (int r = 0; r < runHashes.length; r++) {
            runHashes[r] = (runHashes[r] & 0x3FFF_FFFF) | head << 30;
        }
    }
}

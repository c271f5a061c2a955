package io.forebay.predictor;

/**
 * Hashes of the contexts that a head's symbol is predicted under. Scratch of one device; filled
 * anew for each head.
 *
 * <p>The chain is what is known of the request already: the symbols of the heads before this one.
 * Where the last request began and how it was aligned tells much of the next one: file systems and
 * databases lay out their blocks in powers of two.
 */
final class ContextSet {
    /**
     * Counter contexts of the function: chain (adapts fast); last request; chain with the place of
     * the last start in steps of 4 MiB, 64 MiB and 1 GiB; with the alignments of the last start and
     * end.
     */
    static final int FUNCTION_COUNTERS = 6;

    /**
     * Counter contexts whose counters the functions of a device share, so that a new function
     * starts warm: chain with the place in steps of 16 GiB; with the alignment of the last end.
     */
    static final int DEVICE_COUNTERS = 2;

    static final int COUNTERS = FUNCTION_COUNTERS + DEVICE_COUNTERS;

    /** The counter context that adapts fast. */
    static final int FAST = 0;

    private static final int SEED = 0x2545F491;
    private static final int DEVICE_SEED = 0x1B873593;
    private static final int SYMBOLS_WITH_GAP = 0x1F_FFFF;
    private static final int SYMBOLS = 0xFFFF;

    private final int[] counterHashes = new int[COUNTERS];
    private final int[] runHashes = new int[Guesses.RUN_CONTEXTS];

    /** Where the last request ended; taken before the next one is known. */
    private int lastEnd;

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

    /** Starts a request that nothing is known of yet. */
    void start(FunctionState f) {
        lastEnd = (int) f.symbols.previousEnd();
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
        int symbolsMask = head == RequestSymbols.GAP ? SYMBOLS_WITH_GAP : SYMBOLS;
        int first = history.latest(1) & symbolsMask;
        int second = history.latest(2) & symbolsMask;
        long start = f.starts[0];
        int lastSize = History.unpack(first, RequestSymbols.SIZE);
        int alignment = (lastEnd & 7) | lastSize << 3;

        int seed = Hashing.mix(SEED, head);
        int chained = Hashing.mix(seed, chain);
        int regionChain = head == RequestSymbols.GAP ? Hashing.mix(seed, shortChain) : chained;
        int[] hashes = counterHashes;
        hashes[FAST] = Hashing.mix(chained, 1);
        hashes[1] = Hashing.mix(Hashing.mix(seed, 2), first);
        hashes[2] = Hashing.mix(Hashing.mix(chained, 3), start >> 13);
        hashes[3] = Hashing.mix(Hashing.mix(regionChain, 4), start >> 17);
        hashes[4] = Hashing.mix(Hashing.mix(chained, 5), start >> 21);
        hashes[5] = Hashing.mix(Hashing.mix(chained, 6), alignment | ((int) start & 7) << 7);

        int shared = Hashing.mix(chained, DEVICE_SEED);
        hashes[6] = Hashing.mix(Hashing.mix(shared, 1), start >> 25);
        hashes[7] = Hashing.mix(Hashing.mix(shared, 2), alignment);
        prepareRuns(history, guesses, head, chained, first, second);
    }

    private void prepareRuns(
            History history, Guesses guesses, int head, int chained, int first, int second) {
        runHashes[0] = Hashing.mix(Hashing.mix(Hashing.mix(chained, 8), first), second);
        int lastOfHead =
                History.unpack(history.latest(1), head)
                        | History.unpack(history.latest(2), head) << 7
                        | History.unpack(history.latest(3), head) << 14;
        runHashes[1] = Hashing.mix(Hashing.mix(chained, 9), lastOfHead);
        int tuple = Hashing.mix(chained, 10);
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

package io.forebay.predictor;

import java.util.Arrays;

/**
 * Guesses of whole symbols: ten candidates from the function's history and live runs, and the last
 * symbols seen under three contexts. A guess takes part in the mixture until the first decision it
 * gets wrong. Scratch of one device; filled anew for each request.
 *
 * <p>Candidates: what followed the same address, the same two addresses, the same four requests;
 * the continuation of the live runs by recency (four after the latest); the same start again (or,
 * for the other heads, the latest run); the stride; the start before last.
 */
final class Guesses {
    static final int CANDIDATES = 10;
    static final int RUN_CONTEXTS = 3;
    static final int COUNT = CANDIDATES + RUN_CONTEXTS;

    /** Classes of confidence of a guess under a head. */
    static final int CONFIDENCES = 16;

    static final int KINDS = COUNT * RequestSymbols.HEADS * CONFIDENCES * SymbolTree.MAX_DEPTH;

    private static final int FIRST_RUN = 3;
    private static final int RUNS = 4;
    private static final int SAME_START = 7;
    private static final int STRIDE = 8;
    private static final int START_BEFORE_LAST = 9;
    private static final int NONE = -1;

    /** Symbol of each candidate under each head; {@link #NONE} where it has none. */
    private final int[] symbols = new int[CANDIDATES * RequestSymbols.HEADS];

    /** Whether a candidate was wrong about an earlier head of this request. */
    private final boolean[] wrong = new boolean[CANDIDATES];

    /** Code of each guess under the head being coded; negative once it is out. */
    final int[] codes = new int[COUNT];

    /** Strength kind of each guess at depth 0 of the head being coded. */
    final int[] kinds = new int[COUNT];

    /** Collects the candidates' symbols for the next request. */
    void prepare(FunctionState f) {
        Arrays.fill(symbols, NONE);
        Arrays.fill(wrong, false);
        for (int m = 0; m < History.MATCHERS; m++) {
            int entry = f.history.guess(m);
            if (entry != History.NO_MATCH) {
                for (int head = 0; head < RequestSymbols.HEADS; head++) {
                    set(m, head, History.unpack(entry, head));
                }
            }
        }
        LiveRuns runs = f.liveRuns;
        if (runs.count() == 0) {
            return;
        }
        long end = f.symbols.previousEnd();
        setRun(f, SAME_START, 0);
        for (int i = 0; i < RUNS && i + 1 < runs.count(); i++) {
            setRun(f, FIRST_RUN + i, i + 1);
            set(
                    FIRST_RUN + i,
                    RequestSymbols.DELTA,
                    RequestSymbols.deltaClass(runs.end(i + 1) - end));
        }
        long last = f.starts[0];
        set(SAME_START, RequestSymbols.DELTA, RequestSymbols.deltaClass(last - end));
        set(STRIDE, RequestSymbols.DELTA, RequestSymbols.deltaClass(2 * last - f.starts[1] - end));
        set(START_BEFORE_LAST, RequestSymbols.DELTA, RequestSymbols.deltaClass(f.starts[1] - end));
    }

    private void setRun(FunctionState f, int candidate, int rank) {
        LiveRuns runs = f.liveRuns;
        set(candidate, RequestSymbols.OPERATION, runs.operationCode(rank));
        set(candidate, RequestSymbols.SIZE, runs.size(rank));
        if (runs.hasPeriod(rank)) {
            long gap = runs.dueMicros(rank) - f.symbols.previousMicros();
            set(candidate, RequestSymbols.GAP, RequestSymbols.gapClass(gap));
        }
    }

    private void set(int candidate, int head, int symbol) {
        symbols[candidate * RequestSymbols.HEADS + head] = symbol;
    }

    int symbol(int candidate, int head) {
        return symbols[candidate * RequestSymbols.HEADS + head];
    }

    /** Sets up the guesses of a head, after the heads before it are known. */
    void prepareHead(FunctionState f, ContextSet contexts, int head) {
        for (int c = 0; c < CANDIDATES; c++) {
            int symbol = symbols[c * RequestSymbols.HEADS + head];
            int confidence;
            if (c == 2) {
                int length = f.history.matchLength();
                confidence = Math.min(7, 32 - Integer.numberOfLeadingZeros(length));
            } else {
                confidence = f.recentHits[c * RequestSymbols.HEADS + head];
            }
            put(c, head, symbol, wrong[c] ? confidence + 8 : confidence);
        }
        for (int r = 0; r < RUN_CONTEXTS; r++) {
            int hash = contexts.runHash(r);
            int count = f.runTable.count(hash);
            int confidence =
                    count < 8 ? count : Math.min(15, 5 + 32 - Integer.numberOfLeadingZeros(count));
            put(CANDIDATES + r, head, f.runTable.symbol(hash), confidence);
        }
    }

    private void put(int guess, int head, int symbol, int confidence) {
        codes[guess] = symbol < 0 ? NONE : SymbolTree.code(head, symbol);
        kinds[guess] =
                ((guess * RequestSymbols.HEADS + head) * CONFIDENCES + confidence)
                        * SymbolTree.MAX_DEPTH;
    }

    /** Learns which guesses of a head were right. */
    void finishHead(FunctionState f, ContextSet contexts, int head, int symbol) {
        for (int c = 0; c < CANDIDATES; c++) {
            int at = c * RequestSymbols.HEADS + head;
            int guessed = symbols[at];
            if (guessed >= 0) {
                boolean right = guessed == symbol;
                wrong[c] |= !right;
                f.recentHits[at] = (byte) ((f.recentHits[at] << 1 | (right ? 1 : 0)) & 7);
            }
        }
        for (int r = 0; r < RUN_CONTEXTS; r++) {
            f.runTable.update(contexts.runHash(r), symbol);
        }
    }

    /** Takes note of a symbol without learning from it. */
    void see(int head, int symbol) {
        for (int c = 0; c < CANDIDATES; c++) {
            int guessed = symbols[c * RequestSymbols.HEADS + head];
            wrong[c] |= guessed >= 0 && guessed != symbol;
        }
    }
}

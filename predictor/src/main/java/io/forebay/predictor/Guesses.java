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

    /** Sets of guesses whose presence chooses weights. */
    static final int LIVE_SETS = 32;

    /** Classes of confidence of a guess under a head. */
    private static final int CONFIDENCES = 16;

    static final int KINDS = COUNT * RequestSymbols.HEADS * CONFIDENCES * SymbolTree.MAX_DEPTH;

    private static final int SAME_SYMBOLS = 2;
    private static final int FIRST_RUN = 3;
    private static final int RUNS = 4;
    private static final int SAME_START = 7;
    private static final int STRIDE = 8;
    private static final int START_BEFORE_LAST = 9;
    private static final int NONE = -1;
    private static final int WRONG_BEFORE = 8;

    private static final int[] LIVE_BIT = new int[COUNT];

    static {
        int[] telling = {0, SAME_SYMBOLS, FIRST_RUN, FIRST_RUN + 1, CANDIDATES};
        for (int i = 0; i < telling.length; i++) {
            LIVE_BIT[telling[i]] = 1 << i;
        }
    }

    /** Symbol of each candidate under each head; {@link #NONE} where it has none. */
    private final int[] symbols = new int[CANDIDATES * RequestSymbols.HEADS];

    /** Bit of each candidate that was wrong about an earlier head of this request. */
    private int wrong;

    /** The guesses still in: which, where their path begins, their strength kind at depth 0. */
    private final int[] live = new int[COUNT];

    private final int[] paths = new int[COUNT];
    private final int[] kinds = new int[COUNT];
    private int liveCount;

    /** Collects the candidates' symbols for the next request. */
    void prepare(FunctionState f) {
        Arrays.fill(symbols, NONE);
        wrong = 0;
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
            setStart(FIRST_RUN + i, runs.end(i + 1), end);
        }
        long last = f.starts[0];
        setStart(SAME_START, last, end);
        setStart(STRIDE, 2 * last - f.starts[1], end);
        setStart(START_BEFORE_LAST, f.starts[1], end);
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

    private void setStart(int candidate, long start, long end) {
        set(candidate, RequestSymbols.DELTA, RequestSymbols.deltaClass(start - end));
    }

    private void set(int candidate, int head, int symbol) {
        symbols[candidate * RequestSymbols.HEADS + head] = symbol;
    }

    int symbol(int candidate, int head) {
        return symbols[candidate * RequestSymbols.HEADS + head];
    }

    /** Sets up the guesses of a head, after the heads before it are known. */
    void prepareHead(FunctionState f, ContextSet contexts, int head) {
        liveCount = 0;
        for (int c = 0; c < CANDIDATES; c++) {
            int at = c * RequestSymbols.HEADS + head;
            if (symbols[at] < 0) {
                continue;
            }
            int confidence =
                    c == SAME_SYMBOLS
                            ? Math.min(7, bitLength(f.history.matchLength()))
                            : f.recentHits[at];
            add(c, head, symbols[at], confidence + ((wrong >>> c & 1) * WRONG_BEFORE));
        }
        for (int r = 0; r < RUN_CONTEXTS; r++) {
            int hash = contexts.runHash(r);
            int symbol = f.runTable.symbol(hash);
            if (symbol >= 0) {
                int count = f.runTable.count(hash);
                int confidence = count < 8 ? count : Math.min(15, 5 + bitLength(count));
                add(CANDIDATES + r, head, symbol, confidence);
            }
        }
    }

    private static int bitLength(int value) {
        return 32 - Integer.numberOfLeadingZeros(value);
    }

    private void add(int guess, int head, int symbol, int confidence) {
        live[liveCount] = guess;
        paths[liveCount] = SymbolTree.code(head, symbol) * SymbolTree.MAX_DEPTH;
        kinds[liveCount++] =
                ((guess * RequestSymbols.HEADS + head) * CONFIDENCES + confidence)
                        * SymbolTree.MAX_DEPTH;
    }

    /**
     * Adds what the guesses still in say about the decision at a depth; the answer tells which of
     * the telling ones are in.
     *
     * <p>A guess that was right so far is at the same node as the request, so it has a say there.
     */
    int gather(ActiveInputs inputs, int firstInput, StrengthMap strengths, int depth) {
        int set = 0;
        for (int i = 0; i < liveCount; i++) {
            float strength = strengths.stretch(kinds[i] + depth);
            int guess = live[i];
            inputs.add(firstInput + guess, SymbolTree.SIGN[paths[i] + depth] * strength);
            set |= LIVE_BIT[guess];
        }
        return set;
    }

    /** Learns the bit at a depth, and drops the guesses that were wrong. */
    void learn(StrengthMap strengths, int depth, int bit) {
        int kept = 0;
        for (int i = 0; i < liveCount; i++) {
            int right = SymbolTree.BIT[paths[i] + depth] ^ bit ^ 1;
            strengths.update(kinds[i] + depth, right);
            live[kept] = live[i];
            paths[kept] = paths[i];
            kinds[kept] = kinds[i];
            kept += right;
        }
        liveCount = kept;
    }

    /** Drops the guesses that disagree with a bit, without learning. */
    void drop(int depth, int bit) {
        int kept = 0;
        for (int i = 0; i < liveCount; i++) {
            if (SymbolTree.BIT[paths[i] + depth] == bit) {
                live[kept] = live[i];
                paths[kept] = paths[i];
                kinds[kept++] = kinds[i];
            }
        }
        liveCount = kept;
    }

    /** Learns which guesses of a head were right. */
    void finishHead(FunctionState f, ContextSet contexts, int head, int symbol) {
        for (int c = 0; c < CANDIDATES; c++) {
            int at = c * RequestSymbols.HEADS + head;
            int guessed = symbols[at];
            if (guessed >= 0) {
                int right = guessed == symbol ? 1 : 0;
                wrong |= (1 - right) << c;
                f.recentHits[at] = (byte) ((f.recentHits[at] << 1 | right) & 7);
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
            if (guessed >= 0 && guessed != symbol) {
                wrong |= 1 << c;
            }
        }
    }
}

package io.forebay.evaluation.prediction;

import io.forebay.predictor.RequestSymbols;
import io.forebay.predictor.SymbolState;
import io.forebay.schemas.TrafficElement;

/** The symbols of a function's latest requests, as the reference models see them. One thread. */
final class StreamContext {
    /** Earlier requests that are remembered. */
    static final int DEPTH = 4;

    private static final int HEADS = RequestSymbols.HEADS;

    private final SymbolState symbols = new SymbolState();
    private final int[] current = new int[HEADS];
    private final int[] earlier = new int[DEPTH * HEADS];
    private int remembered;
    private long currentSector;
    private long currentEnd;
    private long currentDelta;

    private long sector1;
    private long end1;
    private long end2;
    private long end3;
    private long delta1;
    private long delta2;

    /** Takes the next request: its symbols become the current ones. */
    void advance(TrafficElement request) {
        symbols.advance(request);
        for (int head = 0; head < HEADS; head++) {
            current[head] = symbols.code(head);
        }
        currentSector = symbols.sector();
        currentEnd = currentSector + symbols.sectorCount();
        currentDelta = currentSector - end1;
    }

    /** Makes the current request an earlier one. */
    void remember() {
        System.arraycopy(earlier, 0, earlier, HEADS, (DEPTH - 1) * HEADS);
        System.arraycopy(current, 0, earlier, 0, HEADS);
        remembered = Math.min(DEPTH, remembered + 1);
        sector1 = currentSector;
        end3 = end2;
        end2 = end1;
        end1 = currentEnd;
        delta2 = delta1;
        delta1 = currentDelta;
    }

    /** Symbol of the current request. */
    int symbol(int head) {
        return current[head];
    }

    /** Whether there was a request {@code back} requests ago, 1 to {@link #DEPTH}. */
    boolean has(int back) {
        return back <= remembered;
    }

    /** Symbol of the request {@code back} requests ago. */
    int earlier(int back, int head) {
        return earlier[(back - 1) * HEADS + head];
    }

    /** First sector of the previous request. */
    long previousSector() {
        return sector1;
    }

    /** Class of the distance from the end of the previous request to that of the one before it. */
    int secondEndClass() {
        return RequestSymbols.deltaClass(end2 - end1);
    }

    /** Class of the distance from the end of the previous request to that of the third last. */
    int thirdEndClass() {
        return RequestSymbols.deltaClass(end3 - end1);
    }

    /** Distance in sectors that the previous request lay from the end of the one before it. */
    long previousDelta() {
        return delta1;
    }

    /** The distance before {@link #previousDelta}. */
    long secondPreviousDelta() {
        return delta2;
    }
}

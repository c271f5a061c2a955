package io.forebay.predictor;

import java.util.Arrays;

/**
 * A function's recurrent state: the hidden vector, and what the requests since the last training
 * step computed, kept for back-propagation through time.
 */
final class RecurrentTape {
    /** Most decisions a request is coded as. */
    static final int MAX_DECISIONS = 24;

    /** Vectors of a step: previous hidden, reset, update, candidate, recurrent part, hidden. */
    static final int VECTORS = 6;

    static final int NO_CODE = -1;

    final float[] hidden;

    /** Codes of the previous request; {@link #NO_CODE} before the first. */
    final int[] previousCodes = new int[RequestSymbols.HEADS];

    final float[] vectors;
    final int[] inputCodes;
    final int[] targetCodes;
    final int[] nodes;
    final float[] errors;

    /** Decisions before the end of each head, for each step. */
    final int[] headEnds;

    /** Steps recorded since the last training step. */
    int filled;

    RecurrentTape(int units, int steps) {
        hidden = new float[units];
        Arrays.fill(previousCodes, NO_CODE);
        vectors = new float[steps * VECTORS * units];
        inputCodes = new int[steps * RequestSymbols.HEADS];
        targetCodes = new int[steps * RequestSymbols.HEADS];
        nodes = new int[steps * MAX_DECISIONS];
        errors = new float[steps * MAX_DECISIONS];
        headEnds = new int[steps * RequestSymbols.HEADS];
    }

    void write(SnapshotWriter out) {
        out.putFloats(hidden);
        out.putInts(previousCodes);
        out.putFloats(vectors);
        out.putInts(inputCodes);
        out.putInts(targetCodes);
        out.putInts(nodes);
        out.putFloats(errors);
        out.putInts(headEnds);
        out.putInt(filled);
    }

    void read(SnapshotReader in, int steps) {
        in.getFloats(hidden);
        in.getInts(previousCodes);
        in.getFloats(vectors);
        in.getInts(inputCodes);
        in.getInts(targetCodes);
        in.getInts(nodes);
        in.getFloats(errors);
        in.getInts(headEnds);
        filled = Snapshots.requireRange("recorded steps", in.getInt(), 0, steps - 1);
        requireAll("code", previousCodes, NO_CODE, SymbolTree.CODES - 1);
        requireAll("code", inputCodes, NO_CODE, SymbolTree.CODES - 1);
        requireAll("code", targetCodes, NO_CODE, SymbolTree.CODES - 1);
        requireAll("node", nodes, 0, SymbolTree.NODES - 1);
        requireAll("decisions", headEnds, 0, MAX_DECISIONS);
    }

    private static void requireAll(String what, int[] values, int least, int most) {
        for (int value : values) {
            Snapshots.requireRange(what, value, least, most);
        }
    }
}

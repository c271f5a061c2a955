package io.forebay.predictor;

import java.util.Arrays;

/** A function's state of the recurrent network: the hidden vector and its next inputs. */
final class RecurrentState {
    /** Symbols of the last request, the alignment of its end, and the place of its end. */
    static final int INPUTS = RequestSymbols.HEADS + 2;

    static final int ALIGNMENTS = 16;
    static final int PLACES = 256;
    static final int INPUT_ROWS = SymbolTree.CODES + ALIGNMENTS + PLACES;
    private static final int NO_INPUT = -1;

    /** Places are steps of 2^21 units, hashed. */
    private static final int PLACE_SHIFT = 21;

    final float[] hidden;

    /** Rows of the embedding; {@link #NO_INPUT} before the first request. */
    final int[] inputs = new int[INPUTS];

    RecurrentState(int units) {
        hidden = new float[units];
        Arrays.fill(inputs, NO_INPUT);
    }

    /** Takes the request that came as the input of the next step. */
    void see(SymbolState symbols) {
        for (int head = 0; head < RequestSymbols.HEADS; head++) {
            inputs[head] = SymbolTree.code(head, symbols.code(head));
        }
        long end = symbols.previousEnd();
        inputs[4] = SymbolTree.CODES + (int) (end & ALIGNMENTS - 1);
        int place = Hashing.mix(0, end >> PLACE_SHIFT) >>> 24;
        inputs[5] = SymbolTree.CODES + ALIGNMENTS + place;
    }

    void write(SnapshotWriter out) {
        out.putFloats(hidden);
        out.putInts(inputs);
    }

    void read(SnapshotReader in) {
        in.getFloats(hidden);
        in.getInts(inputs);
        for (int input : inputs) {
            Snapshots.requireRange("input", input, NO_INPUT, INPUT_ROWS - 1);
        }
    }
}

package io.forebay.predictor;

import java.util.Random;

/**
 * Where the recurrent network's parameters lie in one flat array, in blocks that are trained
 * together: an embedding row a code (into the three gates), the biases, the recurrent matrix, an
 * output row a node, a chain row a code.
 */
final class RecurrentParameters {
    /** Codes of operation, size and delta: a head sees those of the heads before it. */
    static final int CHAIN_CODES = SymbolTree.FIRST_CODE[RequestSymbols.GAP];

    static final int BIAS_BLOCK = SymbolTree.CODES;
    static final int RECURRENT_BLOCK = BIAS_BLOCK + 1;
    static final int FIRST_OUTPUT_BLOCK = RECURRENT_BLOCK + 1;
    static final int FIRST_CHAIN_BLOCK = FIRST_OUTPUT_BLOCK + SymbolTree.NODES;
    static final int BLOCKS = FIRST_CHAIN_BLOCK + CHAIN_CODES;

    final int units;
    final float[] values;
    private final int[] offsets = new int[BLOCKS + 1];

    RecurrentParameters(int units) {
        this.units = units;
        int offset = 0;
        for (int block = 0; block < BLOCKS; block++) {
            offsets[block] = offset;
            offset += lengthOf(block);
        }
        offsets[BLOCKS] = offset;
        values = new float[offset];
    }

    private int lengthOf(int block) {
        if (block < BIAS_BLOCK) {
            return 3 * units;
        }
        if (block == BIAS_BLOCK) {
            // The candidate's recurrent part has a bias of its own, inside the reset gate.
            return 4 * units;
        }
        if (block == RECURRENT_BLOCK) {
            return 3 * units * units;
        }
        return block < FIRST_CHAIN_BLOCK ? units + 1 : units;
    }

    int offset(int block) {
        return offsets[block];
    }

    int length(int block) {
        return offsets[block + 1] - offsets[block];
    }

    int embedding(int code) {
        return offsets[code];
    }

    int output(int node) {
        return offsets[FIRST_OUTPUT_BLOCK + node];
    }

    int chain(int code) {
        return offsets[FIRST_CHAIN_BLOCK + code];
    }

    void initialize(long seed) {
        var random = new Random(seed);
        fill(random, 0, offsets[BIAS_BLOCK], 0.3f);
        float recurrent = (float) (1 / Math.sqrt(units));
        fill(random, offsets[RECURRENT_BLOCK], offsets[FIRST_OUTPUT_BLOCK], recurrent);
        fill(random, offsets[FIRST_OUTPUT_BLOCK], offsets[FIRST_CHAIN_BLOCK], 0.05f);
        fill(random, offsets[FIRST_CHAIN_BLOCK], offsets[BLOCKS], 0.05f);
    }

    private void fill(Random random, int from, int to, float bound) {
        for (int i = from; i < to; i++) {
            values[i] = (2 * random.nextFloat() - 1) * bound;
        }
    }
}

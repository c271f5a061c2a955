package io.forebay.predictor;

/**
 * How the symbols of the four heads are spelled as binary decisions. Every inner node of the four
 * trees has a number of its own, so two symbols share a node only where their paths agree so far.
 *
 * <p>Operation: direction, then three bits of class for other kinds than block requests. Size: four
 * bits. Delta: zero?, sign, six bits of magnitude (those that a magnitude up to 40 leaves no choice
 * are not coded). Gap: five bits.
 */
final class SymbolTree {
    static final int MAX_DEPTH = 8;

    /** Codes of the four heads are numbered through: first code of each head, and their number. */
    static final int[] FIRST_CODE = {0, 18, 34, 115, 147};

    static final int CODES = 147;

    private static final int OPERATION_CLASS_NODE = 1;
    private static final int SIZE_NODE = 15;
    private static final int DELTA_NODE = 30;
    private static final int MAGNITUDE_NODE = 32;
    private static final int GAP_NODE = 158;
    static final int NODES = 189;

    /** Node at {@code (code << 3) + depth}; -1 past the end of the path. */
    static final int[] NODE = new int[CODES * MAX_DEPTH];

    /** Decision at that node, 0 or 1. */
    static final int[] BIT = new int[CODES * MAX_DEPTH];

    /** 1 where the decision is 1, otherwise -1. */
    static final float[] SIGN = new float[CODES * MAX_DEPTH];

    /** Decisions of a code's path. */
    static final int[] DEPTH = new int[CODES];

    /** Hash of each node; without the high bits, which check the context. */
    static final int[] NODE_HASH = new int[NODES];

    static {
        for (int node = 0; node < NODES; node++) {
            NODE_HASH[node] = Hashing.mix(0x1234567, node) & 0x00FF_FFFF;
        }
        java.util.Arrays.fill(NODE, -1);
        spellOperations();
        for (int symbol = 0; symbol < 16; symbol++) {
            spellBits(FIRST_CODE[RequestSymbols.SIZE] + symbol, SIZE_NODE, symbol, 4);
        }
        spellDeltas();
        for (int symbol = 0; symbol < 32; symbol++) {
            spellBits(FIRST_CODE[RequestSymbols.GAP] + symbol, GAP_NODE, symbol, 5);
        }
    }

    private SymbolTree() {}

    private static void append(int code, int node, int bit) {
        int at = code * MAX_DEPTH + DEPTH[code]++;
        NODE[at] = node;
        BIT[at] = bit;
        SIGN[at] = 2 * bit - 1;
    }

    /** Appends the low {@code bits} of {@code value}, high bit first. */
    private static void spellBits(int code, int firstNode, int value, int bits) {
        int prefix = 1;
        for (int i = bits - 1; i >= 0; i--) {
            int bit = value >> i & 1;
            append(code, firstNode + prefix - 1, bit);
            prefix = prefix * 2 + bit;
        }
    }

    private static void spellOperations() {
        for (int code = 0; code < RequestSymbols.OPERATION_CODES; code++) {
            int direction = RequestSymbols.directionOf(code);
            append(code, 0, direction);
            if (code >= 2) {
                spellBits(code, OPERATION_CLASS_NODE + direction * 7, (code - 2) & 7, 3);
            }
        }
    }

    private static void spellDeltas() {
        for (int symbol = 0; symbol <= 80; symbol++) {
            int code = FIRST_CODE[RequestSymbols.DELTA] + symbol;
            int distance = symbol - RequestSymbols.DELTA_ZERO;
            append(code, DELTA_NODE, distance == 0 ? 1 : 0);
            if (distance == 0) {
                continue;
            }
            int back = distance < 0 ? 1 : 0;
            append(code, DELTA_NODE + 1, back);
            int magnitude = Math.abs(distance) - 1;
            int prefix = 1;
            for (int i = 5; i >= 0; i--) {
                int bit = magnitude >> i & 1;
                // Above 31 only 32 to 39 exist: the next two bits are 0 and cost nothing.
                if (magnitude < 32 || (i != 4 && i != 3)) {
                    append(code, MAGNITUDE_NODE + back * 63 + prefix - 1, bit);
                }
                prefix = prefix * 2 + bit;
            }
        }
    }

    /** Number of a head's code among all codes. */
    static int code(int head, int symbol) {
        return FIRST_CODE[head] + symbol;
    }
}

package io.forebay.evaluation.prediction;

import io.forebay.predictor.RequestSymbols;

/**
 * One head of the order-k reference: counts under contexts of the last 0 to k requests, each
 * interpolated with the shorter one (Witten and Bell, 1991), the shortest with Krichevsky and
 * Trofimov's estimate. One thread.
 */
final class OrderHead {
    private static final double NATS_PER_BIT = StrictMath.log(2);
    private static final double HALF = 0.5;
    private static final long FIRST_HASH = 11;

    private final int head;
    private final int alphabet;
    private final int order;
    private final boolean chain;
    private final double[] counts;
    private double count;
    private final double[] probabilities;

    /** Of each context: the counts of the symbols, their sum, and how many are above 0. */
    private final ContextRows contexts;

    private final int[] rows;

    OrderHead(int head, int alphabet, int order, boolean chain) {
        this.head = head;
        this.alphabet = alphabet;
        this.order = order;
        this.chain = chain;
        counts = new double[alphabet];
        probabilities = new double[alphabet];
        contexts = new ContextRows(alphabet, 2, 0);
        rows = new int[order + 1];
    }

    /** What the current symbol cost, in bits; learns it. */
    double observe(StreamContext stream) {
        int symbol = stream.symbol(head);
        double[] p = probabilities;
        for (int y = 0; y < alphabet; y++) {
            p[y] = (counts[y] + HALF) / (count + HALF * alphabet);
        }
        int used = 0;
        for (int k = 0; k <= order; k++) {
            if (k > 0 || (chain && head > 0)) {
                int row = contexts.row(hash(stream, k));
                interpolate(contexts.page(row), contexts.offset(row));
                rows[used++] = row;
            }
        }
        double bits = -Math.log(p[symbol]) / NATS_PER_BIT;
        counts[symbol]++;
        count++;
        for (int i = 0; i < used; i++) {
            learn(contexts.page(rows[i]), contexts.offset(rows[i]), symbol);
        }
        return bits;
    }

    private long hash(StreamContext stream, int k) {
        long hash = FIRST_HASH + k;
        if (chain) {
            hash ^= ContextHash.chain(stream, head);
        }
        for (int back = 1; back <= k; back++) {
            if (!stream.has(back)) {
                hash = ContextHash.add(hash, -1);
                continue;
            }
            hash = ContextHash.add(hash, stream.earlier(back, RequestSymbols.OPERATION));
            hash = ContextHash.add(hash, stream.earlier(back, RequestSymbols.SIZE));
            hash = ContextHash.add(hash, stream.earlier(back, RequestSymbols.DELTA));
            if (head == RequestSymbols.GAP) {
                hash = ContextHash.add(hash, stream.earlier(back, RequestSymbols.GAP));
            }
        }
        return hash;
    }

    private void interpolate(double[] page, int at) {
        double seen = page[at + alphabet];
        double distinct = page[at + alphabet + 1];
        if (seen > 0) {
            double[] p = probabilities;
            for (int y = 0; y < alphabet; y++) {
                p[y] = (page[at + y] + distinct * p[y]) / (seen + distinct);
            }
        }
    }

    private void learn(double[] page, int at, int symbol) {
        if (page[at + symbol] == 0) {
            page[at + alphabet + 1]++;
        }
        page[at + symbol]++;
        page[at + alphabet]++;
    }
}

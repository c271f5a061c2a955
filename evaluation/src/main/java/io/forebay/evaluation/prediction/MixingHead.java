package io.forebay.evaluation.prediction;

import static io.forebay.predictor.RequestSymbols.DELTA;
import static io.forebay.predictor.RequestSymbols.GAP;
import static io.forebay.predictor.RequestSymbols.OPERATION;
import static io.forebay.predictor.RequestSymbols.SIZE;

import java.util.Arrays;

/**
 * One head of the context-mixing reference: adaptive distributions under fourteen contexts, mixed
 * geometrically with weights learned by how often the context was seen. One thread.
 */
final class MixingHead {
    private static final double NATS_PER_BIT = StrictMath.log(2);
    private static final int MODELS = 14;
    private static final int BUCKETS = 8;
    private static final double INITIAL_WEIGHT = 0.3;
    private static final double LEARNING_RATE = 0.002;
    private static final double LEAST_PROBABILITY = 1e-5;
    private static final double UNIFORM_SHARE = 1e-4;
    private static final double SLOW_LIMIT = 255;
    private static final double FAST_LIMIT = 20;

    /** The first of the fast copies of orders 0 and 1. */
    private static final int FIRST_FAST = 12;

    private static final double MOST_COUNTED = 100_000;

    private final int head;
    private final int alphabet;
    private final boolean chain;

    /** Of each context: the probabilities of the symbols, then how often it was seen. */
    private final ContextRows contexts;

    private final double[] weights = new double[MODELS * BUCKETS];
    private final double[] logs;
    private final double[] mixed;
    private final int[] rows = new int[MODELS];
    private final int[] buckets = new int[MODELS];

    MixingHead(int head, int alphabet, boolean chain) {
        this.head = head;
        this.alphabet = alphabet;
        this.chain = chain;
        contexts = new ContextRows(alphabet, 1, 1.0 / alphabet);
        logs = new double[MODELS * alphabet];
        mixed = new double[alphabet];
        Arrays.fill(weights, INITIAL_WEIGHT);
    }

    /** What the current symbol cost, in bits; learns it. */
    double observe(StreamContext stream) {
        int symbol = stream.symbol(head);
        long start = chain ? ContextHash.chain(stream, head) : ContextHash.noChain();
        for (int m = 0; m < MODELS; m++) {
            rows[m] = contexts.row(hash(stream, m, ContextHash.add(start, m)));
        }
        double sum = mix();
        double p = mixed[symbol] / sum * (1 - UNIFORM_SHARE) + UNIFORM_SHARE / alphabet;
        learnWeights(symbol, sum);
        for (int m = 0; m < MODELS; m++) {
            learn(rows[m], m, symbol);
        }
        return -Math.log(p) / NATS_PER_BIT;
    }

    /** Mixes the distributions, not yet normalised, and gives their sum. */
    private double mix() {
        double[] p = mixed;
        Arrays.fill(p, 0);
        for (int m = 0; m < MODELS; m++) {
            double[] page = contexts.page(rows[m]);
            int at = contexts.offset(rows[m]);
            buckets[m] = bucket(page[at + alphabet]);
            if (buckets[m] == 0) {
                continue;
            }
            double weight = weights[m * BUCKETS + buckets[m]];
            for (int y = 0; y < alphabet; y++) {
                double log = Math.log(Math.max(page[at + y], LEAST_PROBABILITY));
                logs[m * alphabet + y] = log;
                p[y] += weight * log;
            }
        }
        double most = p[0];
        for (int y = 1; y < alphabet; y++) {
            most = Math.max(most, p[y]);
        }
        double sum = 0;
        for (int y = 0; y < alphabet; y++) {
            p[y] = Math.exp(p[y] - most);
            sum += p[y];
        }
        return sum;
    }

    /** Floor of the binary logarithm of one more than the count, at most 7. */
    private static int bucket(double count) {
        return Math.min(BUCKETS - 1, 31 - Integer.numberOfLeadingZeros((int) count + 1));
    }

    private void learnWeights(int symbol, double sum) {
        for (int m = 0; m < MODELS; m++) {
            if (buckets[m] == 0) {
                continue;
            }
            double expected = 0;
            for (int y = 0; y < alphabet; y++) {
                expected += mixed[y] / sum * logs[m * alphabet + y];
            }
            weights[m * BUCKETS + buckets[m]] +=
                    LEARNING_RATE * (logs[m * alphabet + symbol] - expected);
        }
    }

    private void learn(int row, int model, int symbol) {
        double[] page = contexts.page(row);
        int at = contexts.offset(row);
        double count = page[at + alphabet];
        double limit = model >= FIRST_FAST ? FAST_LIMIT : SLOW_LIMIT;
        double rate = Math.max(1 / (count + 1.5), 1 / limit);
        for (int y = 0; y < alphabet; y++) {
            page[at + y] += ((y == symbol ? 1.0 : 0.0) - page[at + y]) * rate;
        }
        if (count < MOST_COUNTED) {
            page[at + alphabet] = count + 1;
        }
    }

    /** Hash of a model's context; models 0 and 12 have none. */
    private long hash(StreamContext stream, int model, long start) {
        return switch (model) {
            case 1, 2, 3, 4 -> addRequests(start, stream, model, false);
            case 5, 6 -> addRequests(start, stream, model - 4, true);
            case 7 -> addHeads(start, stream);
            case 8 -> {
                long hash = ContextHash.add(start, stream.secondEndClass());
                yield stream.has(1)
                        ? ContextHash.add(
                                hash,
                                stream.earlier(1, OPERATION) * 4096L + stream.earlier(1, SIZE))
                        : hash;
            }
            case 9 -> {
                long hash = ContextHash.add(start, stream.secondEndClass());
                hash = ContextHash.add(hash, stream.thirdEndClass());
                yield stream.has(1)
                        ? ContextHash.add(
                                hash,
                                stream.earlier(1, OPERATION) * 128L + stream.earlier(1, DELTA))
                        : hash;
            }
            case 10 -> stream.has(1) ? ContextHash.add(start, stream.previousSector()) : start;
            case 11 ->
                    stream.has(2)
                            ? ContextHash.add(
                                    ContextHash.add(start, stream.previousDelta()),
                                    stream.secondPreviousDelta())
                            : start;
            case 13 -> addRequests(start, stream, 1, false);
            default -> start;
        };
    }

    private static long addRequests(long start, StreamContext stream, int requests, boolean gaps) {
        long hash = start;
        for (int back = 1; back <= requests && stream.has(back); back++) {
            long request =
                    stream.earlier(back, OPERATION) * 4096L
                            + stream.earlier(back, SIZE) * 128L
                            + stream.earlier(back, DELTA);
            hash = ContextHash.add(hash, gaps ? request * 64 + stream.earlier(back, GAP) : request);
        }
        return hash;
    }

    private long addHeads(long start, StreamContext stream) {
        long hash = start;
        for (int back = 1; back <= 3 && stream.has(back); back++) {
            hash = ContextHash.add(hash, stream.earlier(back, head));
        }
        return hash;
    }
}

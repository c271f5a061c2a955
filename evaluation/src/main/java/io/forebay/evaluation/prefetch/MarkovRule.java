package io.forebay.evaluation.prefetch;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * A Markov chain of order two over (distance from the end of the read before, length), with order
 * one to fall back on at the first step: follows the most frequent successor up to four reads, as
 * long as it was seen twice and in half of the cases.
 */
final class MarkovRule implements PrefetchRule {
    private static final int STEPS = 4;
    private static final int LENGTH_RANGE = 4096;
    private static final long HASH = 0x9E3779B97F4A7C15L;

    private final Long2ObjectHashMap<Successors> rows = new Long2ObjectHashMap<>();
    private long previousLast;
    private long symbol1;
    private long symbol2;
    private int reads;

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        if (reads >= 1) {
            learn(first - previousLast, (int) (last - first + 1));
            follow(last, out);
        }
        previousLast = last;
        reads++;
    }

    private void learn(long distance, int blocks) {
        if (reads >= 3) {
            rows.computeIfAbsent(pairKey(symbol1, symbol2), key -> new Successors())
                    .add(distance, blocks);
        }
        if (reads >= 2) {
            rows.computeIfAbsent(singleKey(symbol1), key -> new Successors()).add(distance, blocks);
        }
        symbol2 = symbol1;
        symbol1 = symbol(distance, blocks);
    }

    private void follow(long last, Proposals out) {
        long latest = symbol1;
        long before = symbol2;
        long end = last;
        for (int step = 0; step < STEPS; step++) {
            Successors row = rows.get(pairKey(latest, before));
            int best = row == null ? Successors.NONE : row.best();
            if (best == Successors.NONE && step == 0) {
                row = rows.get(singleKey(latest));
                best = row == null ? Successors.NONE : row.best();
            }
            if (best == Successors.NONE) {
                return;
            }
            long first = end + row.distance(best);
            if (first < 0) {
                return;
            }
            end = first + row.blocks(best) - 1;
            out.addRange(first, end);
            before = latest;
            latest = symbol(row.distance(best), row.blocks(best));
        }
    }

    private static long symbol(long distance, int blocks) {
        return distance * LENGTH_RANGE + blocks;
    }

    private static long singleKey(long symbol) {
        return mix(mix(1, symbol), 0);
    }

    private static long pairKey(long latest, long before) {
        return mix(mix(2, latest), before);
    }

    private static long mix(long hash, long part) {
        long x = (hash ^ part) * HASH;
        return x ^ x >>> 29;
    }

    /** Up to four successors with Misra-Gries counts. */
    private static final class Successors {
        static final int NONE = -1;
        private static final int WAYS = 4;

        private final long[] distances = new long[WAYS];
        private final int[] blocks = new int[WAYS];
        private final int[] counts = new int[WAYS];

        void add(long distance, int length) {
            for (int i = 0; i < WAYS; i++) {
                if (counts[i] > 0 && distances[i] == distance && blocks[i] == length) {
                    counts[i]++;
                    return;
                }
            }
            for (int i = 0; i < WAYS; i++) {
                if (counts[i] == 0) {
                    distances[i] = distance;
                    blocks[i] = length;
                    counts[i] = 1;
                    return;
                }
            }
            for (int i = 0; i < WAYS; i++) {
                counts[i]--;
            }
        }

        /** The most frequent, if it was seen twice and in half of the cases. */
        int best() {
            int best = NONE;
            int total = 0;
            for (int i = 0; i < WAYS; i++) {
                total += counts[i];
                if (counts[i] > 0 && (best == NONE || counts[i] > counts[best])) {
                    best = i;
                }
            }
            boolean sure = best != NONE && counts[best] >= 2 && 2 * counts[best] >= total;
            return sure ? best : NONE;
        }

        long distance(int way) {
            return distances[way];
        }

        int blocks(int way) {
            return blocks[way];
        }
    }
}

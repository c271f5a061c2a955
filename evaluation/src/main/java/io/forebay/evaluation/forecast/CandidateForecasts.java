package io.forebay.evaluation.forecast;

import io.forebay.predictor.Candidates;
import io.forebay.predictor.FunctionModel;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether candidate reads come true as often as they are said to: the first block of each candidate
 * of every eighth read is followed until the function has read 128 times more, as the model itself
 * judges them. One thread.
 */
final class CandidateForecasts {
    private static final int BLOCK_SHIFT = 12;
    private static final int HORIZON_READS = 128;
    private static final int SAMPLED = 8;
    private static final int CAPACITY = 16;
    private static final int BUCKETS = 10;

    private final Candidates candidates = new Candidates(CAPACITY);
    private final Map<Integer, Function> functions = new HashMap<>();
    private final long[] counts = new long[BUCKETS];
    private final long[] hits = new long[BUCKETS];
    private final double[] sums = new double[BUCKETS];

    void add(int function, FunctionModel model, TrafficElement request) {
        if (request.getKind() != ElementKind.BLOCK) {
            return;
        }
        Function state = functions.computeIfAbsent(function, number -> new Function());
        boolean read = request.getOperation() == Operation.READ;
        if (read) {
            long first = request.getAddress() >>> BLOCK_SHIFT;
            long last = (request.getAddress() + request.getLengthBytes() - 1) >>> BLOCK_SHIFT;
            for (long block = first; block <= last; block++) {
                List<Followed> followed = state.byBlock.remove(block);
                if (followed != null) {
                    followed.forEach(candidate -> judge(candidate, true));
                }
            }
            expire(state);
        }
        // The model follows its own candidates, so it is asked after each request.
        model.rollOut(candidates);
        if (read && state.reads++ % SAMPLED == 0) {
            follow(state);
        }
    }

    private void follow(Function state) {
        for (int i = 0; i < candidates.size(); i++) {
            long block = candidates.firstSector(i) >> (BLOCK_SHIFT - 9);
            var followed =
                    new Followed(block, candidates.probability(i), state.reads + HORIZON_READS);
            state.byBlock.computeIfAbsent(block, key -> new ArrayList<>()).add(followed);
            state.byAge.add(followed);
        }
    }

    private void expire(Function state) {
        while (!state.byAge.isEmpty() && state.byAge.peek().lastRead <= state.reads) {
            Followed followed = state.byAge.remove();
            if (!followed.judged) {
                judge(followed, false);
                List<Followed> sameBlock = state.byBlock.get(followed.block);
                sameBlock.remove(followed);
                if (sameBlock.isEmpty()) {
                    state.byBlock.remove(followed.block);
                }
            }
        }
    }

    private void judge(Followed followed, boolean hit) {
        followed.judged = true;
        int bucket = Math.min(BUCKETS - 1, (int) (followed.probability * BUCKETS));
        counts[bucket]++;
        hits[bucket] += hit ? 1 : 0;
        sums[bucket] += followed.probability;
    }

    List<ForecastFigures.Bucket> buckets() {
        var buckets = new ArrayList<ForecastFigures.Bucket>();
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0) {
                buckets.add(
                        new ForecastFigures.Bucket(
                                (double) i / BUCKETS,
                                (i + 1.0) / BUCKETS,
                                counts[i],
                                sums[i] / counts[i],
                                (double) hits[i] / counts[i]));
            }
        }
        return buckets;
    }

    private static final class Function {
        final Map<Long, List<Followed>> byBlock = new HashMap<>();
        final Deque<Followed> byAge = new ArrayDeque<>();
        long reads;
    }

    private static final class Followed {
        final long block;
        final double probability;
        final long lastRead;
        boolean judged;

        Followed(long block, double probability, long lastRead) {
            this.block = block;
            this.probability = probability;
            this.lastRead = lastRead;
        }
    }
}

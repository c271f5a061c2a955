package io.forebay.shaping.prefetch;

/**
 * Sorts candidates into kinds that succeed and fail together: by where they lie relative to the
 * request, and by how likely the predictor calls them.
 */
final class CandidateKind {
    /** Distances told apart: next to the request, near ahead, near behind, far. */
    private static final int PLACES = 4;

    private static final int PROBABILITY_LEVELS = 8;
    static final int KINDS = PLACES * PROBABILITY_LEVELS;

    private static final int ADJOINING_BLOCKS = 64;
    private static final int NEAR_BLOCKS = 8192;

    private CandidateKind() {}

    static int of(long candidateFirst, long requestFirst, long requestLast, double probability) {
        int level = (int) (probability * PROBABILITY_LEVELS);
        level = Math.max(0, Math.min(PROBABILITY_LEVELS - 1, level));
        return place(candidateFirst, requestFirst, requestLast) * PROBABILITY_LEVELS + level;
    }

    private static int place(long candidateFirst, long requestFirst, long requestLast) {
        if (candidateFirst >= requestFirst) {
            long ahead = candidateFirst - requestLast;
            return ahead <= ADJOINING_BLOCKS ? 0 : ahead <= NEAR_BLOCKS ? 1 : 3;
        }
        return requestFirst - candidateFirst <= NEAR_BLOCKS ? 2 : 3;
    }
}

package io.forebay.predictor;

import java.util.Arrays;

/**
 * How likely candidates of a kind come true: counts in hashed contexts, mixed in the logistic
 * domain with weights learned from outcomes (the mixing of context-mixing compressors, Mahoney
 * 2005). A context never seen stands for the next more general one. One thread.
 *
 * <p>Call {@link #begin}, then {@link #add} for each context from the most general on, then {@link
 * #probability}.
 */
final class CandidateOdds {
    static final int CONTEXTS = 6;

    /*
     * A slot: probability in 16 bits, check in 9, number of outcomes in 7. A context lives in one
     * of two neighbouring slots; the one with fewer outcomes gives way.
     */
    private static final int COUNT_BITS = 7;
    private static final int CHECK_BITS = 9;
    private static final int MOST_COUNT = (1 << COUNT_BITS) - 1;
    private static final int CHECK_MASK = (1 << CHECK_BITS) - 1;
    private static final float PROBABILITY_STEPS = 1 << 16;
    private static final int STRETCH_SHIFT = 4;

    /** Contexts that a more special one falls back on: those from here on do not. */
    private static final int GENERAL_CONTEXTS = 3;

    /** Pessimistic start: what is not known is not staged. */
    private static final float PRIOR = 0.05f;

    private static final float PRIOR_OUTCOMES = 3f;
    private static final float LEARNING_RATE = 0.005f;
    private static final float FIRST_WEIGHT = 0.2f;
    private static final float MOST_WEIGHT = 8f;

    private final int[] slots;
    private final int indexShift;
    private final float[] weights;
    private final char[] current = new char[CONTEXTS];
    private int added;

    /* Of one evaluation only. */
    private final float[] inputs = new float[CONTEXTS];
    private final float[] fallback = new float[CONTEXTS];

    /**
     * @param slotCount a power of two from 16 to 65,536
     * @param weightSets sets of weights to choose among, up to 127
     */
    CandidateOdds(int slotCount, int weightSets) {
        slots = new int[slotCount];
        indexShift = Integer.numberOfLeadingZeros(slotCount) + 1;
        weights = new float[weightSets * CONTEXTS];
        Arrays.fill(weights, FIRST_WEIGHT);
    }

    int slots() {
        return slots.length;
    }

    int weightSets() {
        return weights.length / CONTEXTS;
    }

    void begin() {
        added = 0;
    }

    /** Adds a context by its hash. */
    void add(int hash) {
        int slot = hash >>> indexShift;
        int check = hash & CHECK_MASK;
        if (checkOf(slots[slot]) != check || countOf(slots[slot]) == 0) {
            int other = slot ^ 1;
            if (checkOf(slots[other]) == check && countOf(slots[other]) != 0) {
                slot = other;
            } else {
                slot = countOf(slots[other]) < countOf(slots[slot]) ? other : slot;
                slots[slot] = check << COUNT_BITS;
            }
        }
        current[added++] = (char) slot;
    }

    private static int countOf(int slot) {
        return slot & MOST_COUNT;
    }

    private static int checkOf(int slot) {
        return slot >>> COUNT_BITS & CHECK_MASK;
    }

    /** Probability that a candidate with the contexts added comes true. */
    float probability(int weightSet) {
        return mix(current, 0, weightSet);
    }

    void copyContexts(char[] to, int at) {
        System.arraycopy(current, 0, to, at, CONTEXTS);
    }

    private float mix(char[] contexts, int at, int weightSet) {
        float general = PRIOR;
        float sum = 0f;
        for (int i = 0; i < CONTEXTS; i++) {
            int slot = slots[contexts[at + i]];
            float p = countOf(slot) == 0 ? general : (slot >>> 16) / PROBABILITY_STEPS;
            fallback[i] = p;
            inputs[i] = Logistic.stretch((int) (p * PROBABILITY_STEPS) >>> STRETCH_SHIFT);
            sum += weights[weightSet * CONTEXTS + i] * inputs[i];
            if (i < GENERAL_CONTEXTS) {
                general = p;
            }
        }
        return Logistic.squash(sum);
    }

    /** Learns from what became of a candidate with these contexts, 0 to 1. */
    void learn(char[] contexts, int at, int weightSet, float outcome) {
        float step = LEARNING_RATE * (outcome - mix(contexts, at, weightSet));
        for (int i = 0; i < CONTEXTS; i++) {
            int w = weightSet * CONTEXTS + i;
            float weight = weights[w] + step * inputs[i];
            weights[w] = Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, weight));
            int context = contexts[at + i];
            int slot = slots[context];
            int count = countOf(slot);
            float p = fallback[i] + (outcome - fallback[i]) / (count + PRIOR_OUTCOMES);
            int steps = (int) (p * PROBABILITY_STEPS);
            steps = Math.max(1, Math.min((int) PROBABILITY_STEPS - 1, steps));
            slots[context] =
                    steps << 16 | checkOf(slot) << COUNT_BITS | Math.min(MOST_COUNT, count + 1);
        }
    }

    int memoryBytes() {
        return slots.length * Integer.BYTES + weights.length * Float.BYTES;
    }

    void write(SnapshotWriter out) {
        out.putInts(slots);
        out.putFloats(weights, FIRST_WEIGHT);
    }

    void read(SnapshotReader in) {
        in.getInts(slots);
        in.getFloats(weights, FIRST_WEIGHT);
    }
}

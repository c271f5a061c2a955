package io.forebay.shaping.allocation;

import java.util.Arrays;

/**
 * Turns distributions of needs into one need for each function, such that each is exceeded with the
 * same probability and together they fill the space there is. Needs are bytes. One thread;
 * allocates nothing once it has seen its largest count.
 */
public final class CommonTail {
    /*
     * The expected bytes that find no room are least when one more byte is worth the same to each
     * function, and it is worth the probability that the function needs it (the newsvendor's
     * rule). Small functions are weighted a little more, by the fourth root of their size: their
     * losses are few bytes, but all they have.
     */
    private static final double SMALLEST_PROBABILITY = 0x1p-24;
    private static final int STEPS = 18;

    private double[] weights = new double[0];
    private long[] sameFloors = new long[0];

    /**
     * Computes the needs where every function has the same floor.
     *
     * @param floorBytes that every function has anyway, 0 or more
     */
    public void solve(
            long spaceBytes, long floorBytes, int count, DemandNeed[] needs, double[] needBytes) {
        if (sameFloors.length < count) {
            sameFloors = new long[count];
        }
        Arrays.fill(sameFloors, 0, count, floorBytes);
        solve(spaceBytes, sameFloors, count, needs, needBytes);
    }

    /**
     * Computes the needs.
     *
     * @param spaceBytes to be shared out, floors included; where all needs are small they stay
     *     below it
     * @param floorBytes what each function has anyway, 0 or more
     * @param count functions; the arrays hold at least as many
     * @param needBytes takes each function's need above its floor
     */
    public void solve(
            long spaceBytes, long[] floorBytes, int count, DemandNeed[] needs, double[] needBytes) {
        weigh(count, needs);
        double space = (double) spaceBytes;
        for (int i = 0; i < count; i++) {
            space -= (double) floorBytes[i];
        }
        double low = SMALLEST_PROBABILITY;
        double high = 1;
        for (int step = 0; step < STEPS; step++) {
            double middle = Math.sqrt(low * high);
            if (sum(middle, floorBytes, count, needs) > space) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double sure = sum(high, floorBytes, count, needs);
        double risky = sum(low, floorBytes, count, needs);
        // Between the two a distribution may have a step: those at the step share what is left.
        double part = risky > space ? Math.max(0, (space - sure) / (risky - sure)) : 1;
        for (int i = 0; i < count; i++) {
            double least = above(floorBytes[i], needs[i], high * weights[i]);
            double most = above(floorBytes[i], needs[i], low * weights[i]);
            needBytes[i] = least + part * (most - least);
        }
    }

    private double sum(double probability, long[] floorBytes, int count, DemandNeed[] needs) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += above(floorBytes[i], needs[i], probability * weights[i]);
        }
        return sum;
    }

    private static double above(long floorBytes, DemandNeed need, double probability) {
        return Math.max(0, need.exceededWith(probability) - (double) floorBytes);
    }

    /** Factors of the probability: below 1 for functions smaller than the average. */
    private void weigh(int count, DemandNeed[] needs) {
        if (weights.length < count) {
            weights = new double[count];
        }
        double all = 0;
        for (int i = 0; i < count; i++) {
            all += needs[i].meanBytes();
        }
        for (int i = 0; i < count; i++) {
            double relative = count * needs[i].meanBytes() / all;
            weights[i] = relative > 0 ? Math.sqrt(Math.sqrt(relative)) : 1;
        }
    }
}

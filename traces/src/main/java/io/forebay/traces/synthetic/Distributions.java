package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/** Draws that come out the same on every machine. */
final class Distributions {
    private Distributions() {}

    /** Exponentially distributed with this mean, cut off at 20 times the mean; at least 1. */
    static long exponential(SplittableRandom random, long mean) {
        // StrictMath: Math.log may differ in its last bit from one processor to another.
        double draw = -StrictMath.log(1 - random.nextDouble()) * mean;
        return Math.max(1, (long) Math.min(draw, 20.0 * mean));
    }

    /** Uniform from {@code least} to {@code most}, both included. */
    static long uniform(SplittableRandom random, long least, long most) {
        return random.nextLong(least, most + 1);
    }

    static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("must be at least 1: " + name + "=" + value);
        }
    }

    static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("must be 0 to 1: " + name + "=" + value);
        }
    }
}

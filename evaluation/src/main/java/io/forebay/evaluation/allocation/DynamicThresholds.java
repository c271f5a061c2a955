package io.forebay.evaluation.allocation;

import java.util.Arrays;

/**
 * Dynamic thresholds (Choudhury and Hahne, 1998): a queue may grow to a multiple of the memory that
 * is free. The scaled form gives each function a multiple in proportion to its drain rate.
 */
final class DynamicThresholds implements MemoryPolicy {
    private final long[] numerator;
    private final long denominator;

    private DynamicThresholds(long[] numerator, long denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    static DynamicThresholds plain(SharedMemory memory, int alpha) {
        var numerator = new long[memory.functionCount()];
        Arrays.fill(numerator, alpha);
        return new DynamicThresholds(numerator, 1);
    }

    static DynamicThresholds byDrainRate(SharedMemory memory, int alpha) {
        var numerator = new long[memory.functionCount()];
        long sum = 0;
        for (int f = 0; f < numerator.length; f++) {
            sum += memory.drainBytesPerSecond(f);
            numerator[f] =
                    Math.multiplyExact(
                            (long) alpha * numerator.length, memory.drainBytesPerSecond(f));
        }
        return new DynamicThresholds(numerator, sum);
    }

    @Override
    public boolean admits(SharedMemory memory, int element) {
        int f = memory.workload().function(element);
        long wanted = memory.queuedBytes(f) + memory.workload().lengthBytes(element);
        return isAtMost(wanted, denominator, numerator[f], memory.freeBytes());
    }

    /** Whether a * b is at most c * d, with products of 128 bits. */
    private static boolean isAtMost(long a, long b, long c, long d) {
        int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return high < 0 || (high == 0 && Long.compareUnsigned(a * b, c * d) <= 0);
    }
}

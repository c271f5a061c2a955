package io.forebay.traces.synthetic;

import java.util.SplittableRandom;

/**
 * Sizes of a function's requests: mostly one size, now and then another power of two of the range.
 *
 * @param usualBytes the most frequent size
 * @param leastBytes smallest size, a power of two
 * @param mostBytes largest size
 * @param usualShare share of the requests that have the usual size
 */
record RequestSizes(long usualBytes, long leastBytes, long mostBytes, double usualShare) {
    RequestSizes {
        Distributions.requirePositive("usualBytes", usualBytes);
        Distributions.requirePositive("leastBytes", leastBytes);
        Distributions.requireFraction("usualShare", usualShare);
        if (mostBytes < leastBytes || Long.bitCount(leastBytes) != 1) {
            throw new IllegalArgumentException(
                    "not a range of powers of two: leastBytes="
                            + leastBytes
                            + ", mostBytes="
                            + mostBytes);
        }
    }

    /** Always the same size. */
    static RequestSizes fixed(long bytes) {
        return new RequestSizes(bytes, Long.highestOneBit(bytes), bytes, 1);
    }

    long next(SplittableRandom random) {
        if (usualShare >= 1 || random.nextDouble() < usualShare) {
            return usualBytes;
        }
        int doublings =
                Long.numberOfTrailingZeros(Long.highestOneBit(mostBytes))
                        - Long.numberOfTrailingZeros(leastBytes);
        return leastBytes << random.nextInt(doublings + 1);
    }
}

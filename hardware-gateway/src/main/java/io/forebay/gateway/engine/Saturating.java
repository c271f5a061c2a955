package io.forebay.gateway.engine;

import java.math.BigInteger;

/** Arithmetic on times and bytes that stops at the largest time instead of running over. */
final class Saturating {
    /** Latest time of an event: {@link Long#MAX_VALUE} itself stands for never. */
    static final long LATEST_NANOS = Long.MAX_VALUE - 1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long EXACT_BYTES = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private Saturating() {}

    /** Sum of two numbers that are not negative, at most {@link #LATEST_NANOS}. */
    static long add(long a, long b) {
        long sum = a + b;
        return sum < 0 || sum > LATEST_NANOS ? LATEST_NANOS : sum;
    }

    /** Time for bytes at a rate, rounded up, at most {@link #LATEST_NANOS}. */
    static long transferNanos(long bytes, long bytesPerSecond) {
        if (bytes <= EXACT_BYTES) {
            long scaled = bytes * NANOS_PER_SECOND;
            return scaled / bytesPerSecond + (scaled % bytesPerSecond == 0 ? 0 : 1);
        }
        BigInteger[] nanos =
                BigInteger.valueOf(bytes)
                        .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
                        .divideAndRemainder(BigInteger.valueOf(bytesPerSecond));
        BigInteger up = nanos[1].signum() == 0 ? nanos[0] : nanos[0].add(BigInteger.ONE);
        return up.bitLength() > 62 ? LATEST_NANOS : up.longValueExact();
    }
}

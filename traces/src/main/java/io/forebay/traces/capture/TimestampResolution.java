package io.forebay.traces.capture;

/**
 * How a pcapng interface counts time.
 *
 * @param exponent ticks per second are 10 or 2 to this power
 * @param binary whether the base is 2
 * @param offsetSeconds added to every time stamp
 */
record TimestampResolution(int exponent, boolean binary, long offsetSeconds) {
    static final TimestampResolution MICROSECONDS = new TimestampResolution(6, false, 0);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    TimestampResolution {
        if (exponent < 0 || exponent > 127) {
            throw new IllegalArgumentException("exponent out of range: exponent=" + exponent);
        }
    }

    /** Reads the option {@code if_tsresol}: the highest bit chooses the base. */
    static TimestampResolution ofOption(int value, long offsetSeconds) {
        return new TimestampResolution(value & 0x7f, (value & 0x80) != 0, offsetSeconds);
    }

    /**
     * Nanoseconds since the Unix epoch, rounded down; negative when the time is before the epoch or
     * does not fit.
     *
     * @param ticks unsigned
     */
    long toNanos(long ticks) {
        try {
            long nanos = binary ? binaryNanos(ticks) : decimalNanos(ticks);
            return Math.addExact(nanos, Math.multiplyExact(offsetSeconds, NANOS_PER_SECOND));
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private long decimalNanos(long ticks) {
        if (exponent <= 9) {
            if (ticks < 0) {
                throw new ArithmeticException("time out of range");
            }
            return Math.multiplyExact(ticks, powerOfTen(9 - exponent));
        }
        // 10^19 is the last power that fits an unsigned long; finer clocks never reach 1 ns.
        return exponent > 28 ? 0 : Long.divideUnsigned(ticks, powerOfTen(exponent - 9));
    }

    private static long powerOfTen(int power) {
        long result = 1;
        for (int i = 0; i < power; i++) {
            result *= 10;
        }
        return result;
    }

    private long binaryNanos(long ticks) {
        if (exponent == 0) {
            return decimalNanos(ticks);
        }
        if (exponent >= 64) {
            int shift = exponent - 64;
            long high = unsignedMultiplyHigh(ticks, NANOS_PER_SECOND);
            return shift > 63 ? 0 : high >>> shift;
        }
        long seconds = ticks >>> exponent;
        long fraction = ticks & ((1L << exponent) - 1);
        long high = unsignedMultiplyHigh(fraction, NANOS_PER_SECOND);
        long low = fraction * NANOS_PER_SECOND;
        long nanos = high << (64 - exponent) | low >>> exponent;
        return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanos);
    }

    private static long unsignedMultiplyHigh(long unsigned, long positive) {
        long high = Math.multiplyHigh(unsigned, positive);
        return unsigned < 0 ? high + positive : high;
    }
}

package io.forebay.evaluation.allocation;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Elements offered to a memory that functions share, in the order of their times, and the rate at
 * which each function's backend drains its queue. Requests are cut into elements; the last one of a
 * request is smaller. Immutable once built.
 */
public final class MemoryWorkload {
    /** Most bytes of an element. */
    public static final int ELEMENT_BYTES = 131_072;

    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);
    private static final int INITIAL_ELEMENTS = 1 << 12;

    private final int count;
    private final long[] timeNanos;
    private final int[] function;
    private final int[] lengthBytes;
    private final long[] offeredBytes;
    private final long spanNanos;
    private final int[] byFunction;
    private final int[] offset;

    private MemoryWorkload(Builder builder) {
        count = builder.count;
        timeNanos = Arrays.copyOf(builder.timeNanos, count);
        function = Arrays.copyOf(builder.function, count);
        lengthBytes = Arrays.copyOf(builder.lengthBytes, count);
        spanNanos = builder.spanNanos;
        offeredBytes = new long[builder.functionCount];
        offset = new int[builder.functionCount + 1];
        for (int i = 0; i < count; i++) {
            offeredBytes[function[i]] += lengthBytes[i];
            offset[function[i] + 1]++;
        }
        for (int f = 0; f < builder.functionCount; f++) {
            offset[f + 1] += offset[f];
        }
        byFunction = new int[count];
        int[] next = offset.clone();
        for (int i = 0; i < count; i++) {
            byFunction[next[function[i]]++] = i;
        }
    }

    /** Gathers requests. */
    public static final class Builder {
        private final int functionCount;
        private final long spanNanos;
        private int count;
        private long[] timeNanos = new long[INITIAL_ELEMENTS];
        private int[] function = new int[INITIAL_ELEMENTS];
        private int[] lengthBytes = new int[INITIAL_ELEMENTS];

        /**
         * An empty workload.
         *
         * @param functionCount functions, at least 1
         * @param spanNanos time over which the workload extends, at least 1: what mean rates are
         *     taken over
         */
        public Builder(int functionCount, long spanNanos) {
            if (functionCount < 1 || spanNanos < 1) {
                throw new IllegalArgumentException(
                        "workload has no function or no extent: functionCount="
                                + functionCount
                                + ", spanNanos="
                                + spanNanos);
            }
            this.functionCount = functionCount;
            this.spanNanos = spanNanos;
        }

        /**
         * Adds a request; one of no bytes takes no memory and is left out.
         *
         * @param nanos time of arrival, not before that of the request added last
         * @throws IllegalArgumentException when time runs backwards or the function does not exist
         */
        public Builder add(long nanos, int functionIndex, long bytes) {
            if (functionIndex < 0 || functionIndex >= functionCount) {
                throw new IllegalArgumentException(
                        "no such function: functionIndex=" + functionIndex);
            }
            if (bytes < 0 || nanos < 0 || (count > 0 && nanos < timeNanos[count - 1])) {
                throw new IllegalArgumentException(
                        "request is out of order or negative: nanos=" + nanos + ", bytes=" + bytes);
            }
            for (long left = bytes; left > 0; left -= ELEMENT_BYTES) {
                if (count == timeNanos.length) {
                    timeNanos = Arrays.copyOf(timeNanos, 2 * count);
                    function = Arrays.copyOf(function, 2 * count);
                    lengthBytes = Arrays.copyOf(lengthBytes, 2 * count);
                }
                timeNanos[count] = nanos;
                function[count] = functionIndex;
                lengthBytes[count++] = (int) Math.min(left, ELEMENT_BYTES);
            }
            return this;
        }

        public MemoryWorkload build() {
            return new MemoryWorkload(this);
        }
    }

    /** Elements, numbered from 0 in the order of arrival. */
    public int count() {
        return count;
    }

    public int functionCount() {
        return offeredBytes.length;
    }

    public long timeNanos(int element) {
        return timeNanos[element];
    }

    public int function(int element) {
        return function[element];
    }

    public int lengthBytes(int element) {
        return lengthBytes[element];
    }

    /** All bytes that a function offers. */
    public long offeredBytes(int functionIndex) {
        return offeredBytes[functionIndex];
    }

    /** First position of a function in {@link #elementAt}; that of the next one is the end. */
    int firstPosition(int functionIndex) {
        return offset[functionIndex];
    }

    /** Elements sorted by function, each function's in the order of arrival. */
    int elementAt(int position) {
        return byFunction[position];
    }

    /**
     * Rate of each function's backend: {@code permille} thousandths of the function's mean rate,
     * rounded down to whole bytes a second and at least 1.
     */
    long[] drainBytesPerSecond(int permille) {
        var rates = new long[functionCount()];
        var divisor = BigInteger.valueOf(spanNanos).multiply(BigInteger.valueOf(1000));
        for (int f = 0; f < rates.length; f++) {
            var product =
                    BigInteger.valueOf(permille)
                            .multiply(BigInteger.valueOf(offeredBytes[f]))
                            .multiply(NANOS_PER_SECOND);
            rates[f] = Math.max(1, product.divide(divisor).longValueExact());
        }
        return rates;
    }
}

package io.forebay.evaluation.priority;

import io.forebay.evaluation.mix.DeviceMix;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The requests of a mix cut into elements of at most 128 KiB, in order of arrival, and the bursts
 * they form: a request opens a new burst of its function when it comes half the function's mean gap
 * or more after the one before. Arrays are read, never written, by who gets this. Times are
 * nanoseconds.
 */
final class ElementWorkload {
    static final int ELEMENT_BYTES = 131_072;
    static final int NONE = -1;

    /** What serving an element takes beside its bytes. */
    static final long OVERHEAD_NANOS = 20_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final DeviceMix mix;
    final int size;
    final int functionCount;
    final int burstCount;
    final int requestCount;

    /** Of an element. */
    final long[] arrival;

    final int[] function;
    final boolean[] write;
    final int[] bytes;
    final int[] request;
    final int[] burst;

    /** Of a request. */
    final long[] requestBytes;

    /** Of a burst: all its bytes, and the next one of its function. */
    final long[] burstBytes;

    final int[] nextBurst;
    final int[] burstFunction;

    /** Of a function: the gap that ends a burst. */
    final long[] burstGap;

    ElementWorkload(DeviceMix mix) {
        this.mix = mix;
        requestCount = mix.requestCount();
        functionCount = mix.functions().size();
        size = elementsOf(mix);
        arrival = new long[size];
        function = new int[size];
        write = new boolean[size];
        bytes = new int[size];
        request = new int[size];
        burst = new int[size];
        requestBytes = new long[requestCount];
        burstGap = new long[functionCount];
        for (int i = 0; i < functionCount; i++) {
            burstGap[i] = mix.spanNanos() / mix.functions().get(i).requestCount() / 2;
        }
        var requestBurst = new int[requestCount];
        var following = new int[requestCount];
        burstCount = findBursts(requestBurst, following);
        nextBurst = Arrays.copyOf(following, burstCount);
        burstBytes = new long[burstCount];
        burstFunction = new int[burstCount];
        for (int i = 0; i < requestCount; i++) {
            requestBytes[i] = mix.lengthBytes(i);
            burstBytes[requestBurst[i]] += requestBytes[i];
            burstFunction[requestBurst[i]] = mix.function(i);
        }
        cut(requestBurst);
    }

    private static int elementsOf(DeviceMix mix) {
        long count = 0;
        for (int i = 0; i < mix.requestCount(); i++) {
            count += (mix.lengthBytes(i) + ELEMENT_BYTES - 1) / ELEMENT_BYTES;
        }
        return Math.toIntExact(count);
    }

    private int findBursts(int[] requestBurst, int[] following) {
        var latest = new long[functionCount];
        var current = new int[functionCount];
        Arrays.fill(current, NONE);
        Arrays.fill(following, NONE);
        int count = 0;
        for (int i = 0; i < requestCount; i++) {
            int f = mix.function(i);
            if (current[f] == NONE || mix.timeNanos(i) - latest[f] >= burstGap[f]) {
                if (current[f] != NONE) {
                    following[current[f]] = count;
                }
                current[f] = count++;
            }
            latest[f] = mix.timeNanos(i);
            requestBurst[i] = current[f];
        }
        return count;
    }

    private void cut(int[] requestBurst) {
        int element = 0;
        for (int i = 0; i < requestCount; i++) {
            for (long rest = requestBytes[i]; rest > 0; rest -= ELEMENT_BYTES) {
                arrival[element] = mix.timeNanos(i);
                function[element] = mix.function(i);
                write[element] = mix.isWrite(i);
                bytes[element] = (int) Math.min(rest, ELEMENT_BYTES);
                request[element] = i;
                burst[element] = requestBurst[i];
                element++;
            }
        }
    }

    /**
     * Bytes a second at which the server is busy for this share of the span.
     *
     * @throws IllegalArgumentException when the elements' overhead alone takes longer
     */
    long bytesPerSecond(int loadPermille) {
        BigInteger busyNanos =
                BigInteger.valueOf(loadPermille)
                        .multiply(BigInteger.valueOf(mix.spanNanos()))
                        .divide(BigInteger.valueOf(1_000))
                        .subtract(BigInteger.valueOf(size * OVERHEAD_NANOS));
        if (busyNanos.signum() <= 0) {
            throw new IllegalArgumentException(
                    "the mix has too many elements for its span: elements="
                            + size
                            + ", spanNanos="
                            + mix.spanNanos()
                            + ", load="
                            + loadPermille / 1_000.0);
        }
        return BigInteger.valueOf(mix.byteCount())
                .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
                .divide(busyNanos)
                .longValueExact();
    }

    /** What serving each element takes at this load. */
    long[] serviceNanos(int loadPermille) {
        long rate = bytesPerSecond(loadPermille);
        var nanos = new long[size];
        for (int i = 0; i < size; i++) {
            nanos[i] = OVERHEAD_NANOS + (bytes[i] * NANOS_PER_SECOND + rate - 1) / rate;
        }
        return nanos;
    }
}

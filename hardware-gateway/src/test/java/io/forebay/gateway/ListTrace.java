package io.forebay.gateway;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.SplittableRandom;

/** Workloads for tests: made on the fly, the same for the same arguments. */
final class ListTrace {
    static final long START_NANOS = 1_700_000_000_000_000_000L;
    static final String DEVICE = "dev";

    private ListTrace() {}

    /** Elements of a few functions, some at the same time, with quiet spells between bursts. */
    static TraceReader random(int count, int functions, long meanGapNanos, long seed) {
        var random = new SplittableRandom(seed);
        return new TraceReader() {
            private int made;
            private long timeNanos = START_NANOS;

            @Override
            public TrafficElement next() {
                if (made == count) {
                    return null;
                }
                made++;
                if (random.nextInt(4) > 0) {
                    timeNanos += random.nextLong(2 * meanGapNanos + 1);
                }
                int function = random.nextInt(functions);
                return read(function, timeNanos, random.nextInt(1000) * 4096L);
            }

            @Override
            public void close() {}
        };
    }

    /** These elements, then what {@code atEnd} throws, if anything. */
    static TraceReader of(IOException atEnd, TrafficElement... elements) {
        return new TraceReader() {
            private int made;

            @Override
            public TrafficElement next() throws IOException {
                if (made < elements.length) {
                    return elements[made++];
                }
                if (atEnd != null) {
                    throw atEnd;
                }
                return null;
            }

            @Override
            public void close() {}
        };
    }

    static TraceReader of(TrafficElement... elements) {
        return of(null, elements);
    }

    static TrafficElement read(int function, long timeNanos, long address) {
        return new TrafficElement(
                DEVICE + "/f" + function,
                0L,
                timeNanos,
                ElementKind.BLOCK,
                Operation.READ,
                address,
                4096L,
                0L,
                0L,
                0,
                false);
    }
}

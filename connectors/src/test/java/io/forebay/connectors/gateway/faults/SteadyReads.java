package io.forebay.connectors.gateway.faults;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.util.ArrayList;
import java.util.List;

/** Reads of three functions in turn, evenly spaced, each of another block; always the same. */
public final class SteadyReads implements TraceReader {
    public static final String DEVICE = "dev";
    public static final long START_NANOS = 1_700_000_000_000_000_000L;

    private static final int FUNCTIONS = 3;

    private final int count;
    private final long gapNanos;
    private final long lastGapNanos;
    private int made;

    /** All evenly spaced. */
    public SteadyReads(int count, long gapNanos) {
        this(count, gapNanos, gapNanos);
    }

    /** The last one after another gap, which keeps the device at work for a while. */
    public SteadyReads(int count, long gapNanos, long lastGapNanos) {
        this.count = count;
        this.gapNanos = gapNanos;
        this.lastGapNanos = lastGapNanos;
    }

    /** The element at a place, as a gateway captures it. */
    public static TrafficElement element(int index, long gapNanos) {
        return new TrafficElement(
                function(index),
                (long) (index / FUNCTIONS),
                START_NANOS + index * gapNanos,
                ElementKind.BLOCK,
                Operation.READ,
                index * 4_096L,
                4_096L,
                0L,
                (long) (index / FUNCTIONS),
                0,
                false);
    }

    /** The first elements. */
    public static List<TrafficElement> elements(int count, long gapNanos) {
        List<TrafficElement> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(element(i, gapNanos));
        }
        return elements;
    }

    /** Function of the element at a place. */
    public static String function(int index) {
        return DEVICE + "/f" + index % FUNCTIONS;
    }

    @Override
    public TrafficElement next() {
        if (made == count) {
            return null;
        }
        TrafficElement element = element(made, gapNanos);
        made++;
        if (made == count) {
            element.setEventTimeNanos(element.getEventTimeNanos() - gapNanos + lastGapNanos);
        }
        return element;
    }

    @Override
    public void close() {}
}

package io.forebay.traces.synthetic;

import io.forebay.schemas.TrafficElement;

/** One function of a workload: always holds its next element. */
final class FunctionSource {
    private final String functionId;
    private final TrafficGenerator generator;
    private final GeneratedElement element = new GeneratedElement();
    private long sequence;

    FunctionSource(String functionId, TrafficGenerator generator) {
        this.functionId = functionId;
        this.generator = generator;
        generator.next(element);
    }

    /** Time of the element that {@link #take} gives. */
    long nextNanos() {
        return element.timeNanos;
    }

    /** Passes over what comes before a time. */
    void skipTo(long nanos) {
        while (element.timeNanos < nanos) {
            generator.next(element);
        }
    }

    TrafficElement take() {
        TrafficElement taken = element.toElement(functionId, sequence++);
        generator.next(element);
        return taken;
    }
}

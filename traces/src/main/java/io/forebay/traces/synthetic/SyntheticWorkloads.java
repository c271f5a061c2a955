package io.forebay.traces.synthetic;

import io.forebay.traces.TraceReader;
import java.util.Set;

/** Deterministic workloads by name, for trying Forebay without a trace. */
public final class SyntheticWorkloads {
    private SyntheticWorkloads() {}

    /** Names that {@link #open} knows. */
    public static Set<String> names() {
        throw new UnsupportedOperationException();
    }

    /**
     * An endless workload, the same for the same seed; elements come in the order of their times,
     * from time 0.
     *
     * @throws IllegalArgumentException when no workload has this name
     */
    public static TraceReader open(String name, String deviceName, long seed) {
        throw new UnsupportedOperationException();
    }
}

package io.forebay.gateway.engine;

import io.forebay.schemas.TrafficElement;

/** Takes what an engine reports, in the order of the device's clock, on the engine's thread. */
@FunctionalInterface
public interface EngineListener {
    /**
     * Takes one event: a {@code Completion}, {@code PrefetchOutcome}, {@code AppliedAllocation},
     * {@code LateTag} or {@code DeviceReset} record. The engine keeps no reference to it. Must not
     * call the engine.
     */
    void onEvent(Object body);

    /**
     * Takes notice of an element that arrives: it is in its function's ring, and nothing has
     * followed from it yet.
     */
    default void onArrival(TrafficElement element) {}
}

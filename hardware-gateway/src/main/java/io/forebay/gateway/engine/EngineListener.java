package io.forebay.gateway.engine;

/** Takes what an engine reports, in the order of the device's clock, on the engine's thread. */
@FunctionalInterface
public interface EngineListener {
    /**
     * Takes one event: a {@code Completion}, {@code PrefetchOutcome}, {@code AppliedAllocation} or
     * {@code LateTag} record. The engine keeps no reference to it. Must not call the engine.
     */
    void onEvent(Object body);
}

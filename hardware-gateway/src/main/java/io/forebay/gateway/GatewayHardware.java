package io.forebay.gateway;

import io.forebay.gateway.engine.DeviceFigures;
import io.forebay.gateway.workload.Driver;
import io.forebay.schemas.gateway.v1.Capabilities;
import java.io.Closeable;
import java.util.Optional;

/**
 * What stands behind a gateway's service: the emulated engine, or a Linux host. The service, the
 * capture log and the command checks are the same for both.
 *
 * <p>The methods of {@link Driver}, {@link #finish} and {@link #close} are called by the engine's
 * thread, {@link #report} after the workload's end, all others by any thread.
 */
public interface GatewayHardware extends Driver, Closeable {

    /** Sets the kind of hardware, its budgets, and the actions it supports. */
    void describe(Capabilities.Builder capabilities);

    /**
     * Elements captured of a function so far; -1 for a function this hardware does not know. The
     * engine's thread.
     */
    long capturedElements(String functionId);

    /** Most blocks a prefetch command may ask for, at least 1. */
    int mostPrefetchBlocks();

    /** Whether the workload starts before anybody captures it. */
    boolean startsAtOnce();

    /** What a person may operate of it; empty where it keeps no rings. */
    default Optional<FunctionDomain> functionDomain() {
        return Optional.empty();
    }

    /** Ends the workload before its next element. */
    void end();

    /** Whether the end was asked for. */
    boolean isEndAsked();

    /** Completes what is pending and ticks a last time. */
    void finish();

    /** How many elements came how far. */
    Elements elements();

    /** Totals up to now, made without looking at every function's times. The engine's thread. */
    DeviceFigures figures();

    /** The clock of event times, nanoseconds since the epoch; 0 before the first element. */
    long clockNanos();

    /**
     * What the workload came to.
     *
     * @param failure why it failed; null when it did not
     */
    GatewayReport report(String failure);

    /**
     * Elements by how far they came, at about one moment.
     *
     * @param read elements that came
     * @param refused elements that became dead letters
     * @param captured elements on the capture
     * @param completed elements the hardware reported as done
     */
    record Elements(long read, long refused, long captured, long completed) {}
}

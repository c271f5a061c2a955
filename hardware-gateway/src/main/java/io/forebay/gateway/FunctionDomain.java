package io.forebay.gateway;

import io.forebay.schemas.gateway.v1.Rings;

/** The function domain of hardware that keeps rings, as a person operates it. */
public interface FunctionDomain {
    /**
     * Resets it: what is pending is lost, and stays readable in the rings. The engine's thread.
     *
     * @param reason is reported on the capture
     * @return elements lost
     */
    long reset(String reason);

    /**
     * Switches on or off whether elements of a function that arrive from now on are logged. The
     * engine's thread.
     *
     * @return false where the function is not known
     */
    boolean setLogging(String functionId, boolean isOn);

    /** Where the rings are, and what went wrong with them. Any thread. */
    Rings rings();
}

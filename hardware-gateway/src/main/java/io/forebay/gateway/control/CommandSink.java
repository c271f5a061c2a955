package io.forebay.gateway.control;

import io.forebay.schemas.ControlCommand;

/** Where valid, fresh commands go. The engine's thread only. */
public interface CommandSink {

    /**
     * Takes a command of the controller in force.
     *
     * @param term counts the controllers that came into force; commands of one term are of one
     *     epoch
     */
    CommandOutcome take(ControlCommand command, long term);
}

package io.forebay.gateway.control;

import io.forebay.schemas.ControlCommand;

/** Where valid, fresh commands go. The engine's thread only. */
public interface CommandSink {

    /** Takes a command of the epoch in force. */
    CommandOutcome take(ControlCommand command, long epoch);
}

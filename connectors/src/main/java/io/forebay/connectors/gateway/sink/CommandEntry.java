package io.forebay.connectors.gateway.sink;

import io.forebay.schemas.gateway.v1.Command;
import java.io.Serializable;

/**
 * A command on its way to a gateway.
 *
 * @param command as it goes over the wire
 * @param refusals how often the gateway was too busy for it
 */
record CommandEntry(Command command, int refusals) implements Serializable {
    int sizeBytes() {
        return command.getSerializedSize();
    }

    /**
     * Whether the command answers something on its own. A prefetch does not: the tag of the element
     * that caused it follows at once, and they travel together.
     */
    boolean isComplete() {
        return refusals > 0 || !command.hasPrefetch();
    }

    CommandEntry refused() {
        return new CommandEntry(command, refusals + 1);
    }
}

package io.forebay.gateway.workload;

import io.forebay.schemas.DeadLetter;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Opens a gateway's workload. */
@FunctionalInterface
public interface WorkloadSource {

    /**
     * Opens it; called once, before the gateway serves.
     *
     * @param deadLetters takes what the reader cannot use
     */
    TraceReader open(Consumer<DeadLetter> deadLetters) throws IOException;
}

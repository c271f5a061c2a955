package io.forebay.jobs.run;

import io.forebay.schemas.DeadLetter;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Opens the workload of a run. */
@FunctionalInterface
public interface WorkloadOpener {
    /**
     * Opens it from its beginning; what cannot be used goes to {@code deadLetters} on the reading
     * thread.
     */
    TraceReader open(Consumer<DeadLetter> deadLetters) throws IOException;
}

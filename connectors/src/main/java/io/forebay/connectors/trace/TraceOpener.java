package io.forebay.connectors.trace;

import io.forebay.schemas.DeadLetter;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens traces. Travels with the job graph, so an implementation must be serializable. */
@FunctionalInterface
public interface TraceOpener extends Serializable {
    /**
     * Opens a trace at its beginning; two readers of one file bring the same elements.
     *
     * @param deadLetters takes what cannot be used, on the reading thread
     */
    TraceReader open(TraceFile file, Consumer<DeadLetter> deadLetters) throws IOException;

    /** Opens files of the local file system. */
    static TraceOpener files() {
        return (file, deadLetters) ->
                Traces.open(Path.of(file.path()), file.format(), file.deviceId(), deadLetters);
    }
}

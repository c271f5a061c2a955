package io.forebay.traces;

import io.forebay.schemas.DeadLetter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens traces by format. */
public final class Traces {
    private Traces() {}

    /**
     * Opens a trace or capture; gzip is understood by its magic number.
     *
     * @param deviceName first part of the function ids of its elements
     * @param deadLetters takes what cannot be used, in file order, on the reading thread
     */
    public static TraceReader open(
            Path file, TraceFormat format, String deviceName, Consumer<DeadLetter> deadLetters)
            throws IOException {
        throw new UnsupportedOperationException();
    }
}

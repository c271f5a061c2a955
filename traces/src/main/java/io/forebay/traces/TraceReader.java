package io.forebay.traces;

import io.forebay.schemas.TrafficElement;
import java.io.Closeable;
import java.io.IOException;

/**
 * Reads the traffic elements of one trace or capture in file order, without holding the file in
 * memory.
 *
 * <p>Elements carry the function ({@code device/function}), their sequence in it, and the trace's
 * own time in nanoseconds, which may run backwards where the trace does. Records that cannot be
 * used are handed to the dead-letter consumer the reader was opened with, and reading goes on. One
 * thread only.
 */
public interface TraceReader extends Closeable {

    /** The next element, a new object, or null at the end of the trace. */
    TrafficElement next() throws IOException;
}

package io.forebay.connectors.trace;

import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.types.Either;

/**
 * Turns a trace into the capture a gateway would make of it: offsets from 0, times that do not run
 * backwards, sequences without holes, and only elements that keep the rules; the rest become dead
 * letters. One thread.
 *
 * <p>The same trace always gives the same capture, so a position is a count, and resuming means
 * reading up to it again.
 */
public final class TraceCapture implements AutoCloseable {
    private static final String POSITION_UNIT = "element";

    private final TraceFile file;
    private final TraceReader reader;
    private final Queue<Either<CaptureRecord, DeadLetter>> ready = new ArrayDeque<>();
    private final Map<String, Long> nextSequences = new HashMap<>();
    private long nextOffset;
    private long elementCount;
    private long clockNanos = Long.MIN_VALUE;
    private long position;
    private boolean hasEnded;

    private TraceCapture(TraceFile file, TraceOpener opener) throws IOException {
        this.file = file;
        this.reader = opener.open(file, letter -> ready.add(Either.Right(letter)));
    }

    /** Opens a trace at its beginning. */
    public static TraceCapture open(TraceFile file, TraceOpener opener) throws IOException {
        return new TraceCapture(file, opener);
    }

    /** Opens a split at its position. */
    static TraceCapture open(TraceSplit split, TraceOpener opener) throws IOException {
        var capture = new TraceCapture(split.file(), opener);
        while (capture.position < split.position()) {
            if (capture.peek() == null) {
                capture.close();
                throw new IOException(
                        "trace is shorter than it was: path="
                                + split.file().path()
                                + ", position="
                                + split.position()
                                + ", length="
                                + capture.position);
            }
            capture.remove();
        }
        return capture;
    }

    /** What comes next, or null at the end of the trace. */
    public Either<CaptureRecord, DeadLetter> peek() throws IOException {
        while (ready.isEmpty() && !hasEnded) {
            TrafficElement element = reader.next();
            if (element == null) {
                hasEnded = true;
            } else {
                ready.add(capture(element));
                elementCount++;
            }
        }
        return ready.peek();
    }

    private Either<CaptureRecord, DeadLetter> capture(TrafficElement element) {
        String violation = ElementRules.violation(element);
        if (violation != null) {
            return Either.Right(
                    new DeadLetter(
                            file.path(),
                            elementCount,
                            POSITION_UNIT,
                            violation,
                            element.toString()));
        }
        clockNanos = Math.max(clockNanos, element.getEventTimeNanos());
        long sequence = nextSequences.merge(element.getFunctionId(), 1L, Long::sum) - 1;
        element.setEventTimeNanos(clockNanos);
        element.setSequence(sequence);
        var record = new CaptureRecord(nextOffset, element);
        nextOffset++;
        return Either.Left(record);
    }

    /** Takes off what {@link #peek} gave. */
    public void remove() {
        ready.remove();
        position++;
    }

    /** Time up to which the capture has come; a dead letter has the time before it. */
    long nextTimeNanos() throws IOException {
        Either<CaptureRecord, DeadLetter> next = peek();
        boolean isRecord = next != null && next.isLeft();
        return isRecord ? ((TrafficElement) next.left().getBody()).getEventTimeNanos() : clockNanos;
    }

    TraceSplit toSplit() {
        return new TraceSplit(file, position);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

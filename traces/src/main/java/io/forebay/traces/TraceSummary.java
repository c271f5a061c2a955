package io.forebay.traces;

import io.forebay.schemas.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a trace holds.
 *
 * @param elements elements of all functions
 * @param bytes sum of their lengths; {@code Long.MAX_VALUE} where that is exceeded
 * @param firstEventTimeNanos the earliest time, not that of the first element; 0 without elements
 * @param lastEventTimeNanos the latest time; 0 without elements
 * @param outOfOrderElements elements that are earlier than the one before them in the file
 * @param operations elements by operation, in the order of {@link Operation}
 * @param functions by function id, in the order they appear
 * @param deadLetters records that could not be used
 * @param deadLettersByReason by reason, in the order they appear; reasons beyond the first {@value
 *     TraceSummarizer#MAX_REASONS} are counted together
 */
public record TraceSummary(
        long elements,
        long bytes,
        long firstEventTimeNanos,
        long lastEventTimeNanos,
        long outOfOrderElements,
        Map<Operation, Long> operations,
        Map<String, FunctionSummary> functions,
        long deadLetters,
        Map<String, Long> deadLettersByReason) {

    /**
     * What a trace holds of one function.
     *
     * @param elements its elements
     * @param bytes sum of their lengths; {@code Long.MAX_VALUE} where that is exceeded
     * @param operations elements by operation, in the order of {@link Operation}
     * @param sequentialElements elements that begin where the one before them ended
     */
    public record FunctionSummary(
            long elements, long bytes, Map<Operation, Long> operations, long sequentialElements) {
        public FunctionSummary {
            operations = unmodifiableCopy(operations);
        }
    }

    public TraceSummary {
        operations = unmodifiableCopy(operations);
        functions = unmodifiableCopy(functions);
        deadLettersByReason = unmodifiableCopy(deadLettersByReason);
    }

    /** Reads a trace from its beginning to its end, in bounded memory. */
    public static TraceSummary of(Path file, TraceFormat format) throws IOException {
        var summarizer = new TraceSummarizer();
        String deviceName = Traces.deviceNameOf(file);
        try (var reader = Traces.open(file, format, deviceName, summarizer::addDeadLetter)) {
            return summarizer.addAll(reader).summary();
        }
    }

    /** From the earliest to the latest time. */
    public long spanNanos() {
        return lastEventTimeNanos - firstEventTimeNanos;
    }

    /** Elements that begin where the one before them in their function ended. */
    public long sequentialElements() {
        return functions.values().stream().mapToLong(FunctionSummary::sequentialElements).sum();
    }

    /** Share of the elements that are sequential, 0 to 1; 0 without elements. */
    public double sequentialShare() {
        return elements == 0 ? 0 : (double) sequentialElements() / elements;
    }

    // Map.copyOf would lose the order.
    private static <K, V> Map<K, V> unmodifiableCopy(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

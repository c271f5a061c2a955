package io.forebay.traces;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceSummary.FunctionSummary;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds a trace up, element by element. Not thread safe. */
public final class TraceSummarizer {
    /** Different reasons of dead letters that are told apart. */
    public static final int MAX_REASONS = 32;

    private static final String OTHER_REASONS = "other reasons";

    private final Map<String, FunctionTotals> functions = new LinkedHashMap<>();
    private final Map<String, Long> deadLettersByReason = new LinkedHashMap<>();
    private long elements;
    private long firstEventTimeNanos;
    private long lastEventTimeNanos;
    private long previousEventTimeNanos;
    private long outOfOrderElements;
    private long deadLetters;

    /** Adds what is left of a trace. */
    public TraceSummarizer addAll(TraceReader trace) throws IOException {
        for (TrafficElement element = trace.next(); element != null; element = trace.next()) {
            add(element);
        }
        return this;
    }

    public void add(TrafficElement element) {
        long timeNanos = element.getEventTimeNanos();
        if (elements == 0) {
            firstEventTimeNanos = timeNanos;
            lastEventTimeNanos = timeNanos;
        } else if (timeNanos < previousEventTimeNanos) {
            outOfOrderElements++;
        }
        elements++;
        previousEventTimeNanos = timeNanos;
        firstEventTimeNanos = Math.min(firstEventTimeNanos, timeNanos);
        lastEventTimeNanos = Math.max(lastEventTimeNanos, timeNanos);
        FunctionTotals totals = functions.get(element.getFunctionId());
        if (totals == null) {
            totals = new FunctionTotals();
            functions.put(element.getFunctionId(), totals);
        }
        totals.add(element);
    }

    public void addDeadLetter(DeadLetter deadLetter) {
        deadLetters++;
        String reason = deadLetter.getReason();
        boolean isKept =
                deadLettersByReason.containsKey(reason) || deadLettersByReason.size() < MAX_REASONS;
        deadLettersByReason.merge(isKept ? reason : OTHER_REASONS, 1L, Long::sum);
    }

    /** All that was added until now. */
    public TraceSummary summary() {
        var byFunction = new LinkedHashMap<String, FunctionSummary>();
        var operations = new EnumMap<Operation, Long>(Operation.class);
        long bytes = 0;
        for (Map.Entry<String, FunctionTotals> entry : functions.entrySet()) {
            FunctionSummary function = entry.getValue().summary();
            byFunction.put(entry.getKey(), function);
            function.operations().forEach((key, count) -> operations.merge(key, count, Long::sum));
            bytes = saturatedSum(bytes, function.bytes());
        }
        return new TraceSummary(
                elements,
                bytes,
                firstEventTimeNanos,
                lastEventTimeNanos,
                outOfOrderElements,
                operations,
                byFunction,
                deadLetters,
                deadLettersByReason);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static final class FunctionTotals {
        private final Map<Operation, Long> operations = new EnumMap<>(Operation.class);
        private long elements;
        private long bytes;
        private long sequentialElements;
        private long previousEnd;

        void add(TrafficElement element) {
            if (elements > 0 && element.getAddress() == previousEnd) {
                sequentialElements++;
            }
            elements++;
            bytes = saturatedSum(bytes, element.getLengthBytes());
            previousEnd = element.getAddress() + element.getLengthBytes();
            operations.merge(element.getOperation(), 1L, Long::sum);
        }

        FunctionSummary summary() {
            return new FunctionSummary(elements, bytes, operations, sequentialElements);
        }
    }
}

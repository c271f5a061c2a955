package io.forebay.jobs.run;

import io.forebay.schemas.AnomalyAlert;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.PredictionError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what a job put out. Sums are kept function by function and added in the order of function
 * ids, so that they do not depend on how subtasks interleave. Thread safe.
 */
public final class JobTally {
    private static final Comparator<AnomalyAlert> BY_TIME =
            Comparator.comparingLong(AnomalyAlert::getWindowEndNanos)
                    .thenComparing(AnomalyAlert::getFunctionId)
                    .thenComparingLong(AnomalyAlert::getIncident)
                    .thenComparingInt(AnomalyAlert::getRevision)
                    .thenComparing(AnomalyAlert::getState);

    private final Map<String, FunctionBits> bitsByFunction = new TreeMap<>();
    private final Map<String, Long> deadLettersByReason = new TreeMap<>();
    private final List<AnomalyAlert> alerts = new ArrayList<>();
    private final Map<String, Long> undeliveredByReason = new TreeMap<>();
    private long deadLetters;
    private long late;

    private static final class FunctionBits {
        long elements;
        double operation;
        double size;
        double delta;
        double gap;
    }

    /**
     * Prediction error over all functions.
     *
     * @param elements elements that were predicted and learned
     * @param operation bits per element
     */
    public record Bits(long elements, double operation, double size, double delta, double gap) {
        public double total() {
            return operation + size + delta + gap;
        }
    }

    public synchronized void add(PredictionError window) {
        FunctionBits sum =
                bitsByFunction.computeIfAbsent(
                        window.getFunctionId(), function -> new FunctionBits());
        sum.elements += window.getElementCount();
        sum.operation += window.getOperationBits();
        sum.size += window.getSizeBits();
        sum.delta += window.getDeltaBits();
        sum.gap += window.getGapBits();
    }

    public synchronized void add(AnomalyAlert alert) {
        alerts.add(alert);
    }

    public synchronized void add(DeadLetter letter) {
        deadLetters++;
        deadLettersByReason.merge(letter.getReason(), 1L, Long::sum);
    }

    /** Counts an alert that could not be delivered. */
    public synchronized void addUndelivered(DeadLetter letter) {
        undeliveredByReason.merge(letter.getReason(), 1L, Long::sum);
    }

    public synchronized Map<String, Long> undeliveredByReason() {
        return new TreeMap<>(undeliveredByReason);
    }

    /** Counts an element that came after its window had closed. */
    public synchronized void addLate() {
        late++;
    }

    public synchronized Bits bits() {
        long elements = 0;
        double operation = 0;
        double size = 0;
        double delta = 0;
        double gap = 0;
        for (FunctionBits sum : bitsByFunction.values()) {
            elements += sum.elements;
            operation += sum.operation;
            size += sum.size;
            delta += sum.delta;
            gap += sum.gap;
        }
        long divisor = Math.max(1, elements);
        return new Bits(
                elements, operation / divisor, size / divisor, delta / divisor, gap / divisor);
    }

    /** Bits per element of each function, by function id. */
    public synchronized Map<String, Double> bitsByFunction() {
        Map<String, Double> bits = new TreeMap<>();
        bitsByFunction.forEach(
                (function, sum) ->
                        bits.put(
                                function,
                                (sum.operation + sum.size + sum.delta + sum.gap)
                                        / Math.max(1, sum.elements)));
        return bits;
    }

    /** All alerts so far, in the order of their windows. */
    public synchronized List<AnomalyAlert> alerts() {
        return alerts.stream().sorted(BY_TIME).toList();
    }

    public synchronized Map<String, Long> deadLettersByReason() {
        return new TreeMap<>(deadLettersByReason);
    }

    public synchronized long deadLetters() {
        return deadLetters;
    }

    public synchronized long late() {
        return late;
    }
}

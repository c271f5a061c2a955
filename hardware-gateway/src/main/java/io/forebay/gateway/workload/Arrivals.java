package io.forebay.gateway.workload;

import io.forebay.gateway.GatewaySettings;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The workload as the device sees it: usable elements with arrival times that never run backwards,
 * up to the limits. The engine's thread only; the counters may be read by any.
 */
public final class Arrivals {
    private static final int EXCERPT_LENGTH = 240;

    private final TraceReader reader;
    private final GatewaySettings settings;
    private final FunctionTable functions;
    private final Consumer<DeadLetter> deadLetters;
    private TrafficElement next;
    private FunctionTable.Entry nextFunction;
    private boolean nextIsClamped;
    private boolean ended;
    private volatile boolean endAsked;
    private String readError;
    private long firstNanos = -1;
    private long lastNanos;
    private volatile long read;
    private volatile long captured;
    private volatile long clamped;
    private volatile long refused;

    public Arrivals(
            TraceReader reader,
            GatewaySettings settings,
            FunctionTable functions,
            Consumer<DeadLetter> deadLetters) {
        this.reader = reader;
        this.settings = settings;
        this.functions = functions;
        this.deadLetters = deadLetters;
    }

    /** Of elements that are handed to {@link #push} as they come, instead of read. */
    public static Arrivals pushed(
            GatewaySettings settings, FunctionTable functions, Consumer<DeadLetter> deadLetters) {
        return new Arrivals(null, settings, functions, deadLetters);
    }

    /**
     * An element comes by itself.
     *
     * @param notBeforeNanos a time that was reported as passed; an earlier element is moved to it
     * @return the element with its sequence and arrival time; null when it is refused or the
     *     workload is over
     */
    public TrafficElement push(TrafficElement element, long notBeforeNanos) {
        if (isOver()) {
            return null;
        }
        lastNanos = Math.max(lastNanos, notBeforeNanos);
        increment(Counter.READ);
        admit(element);
        return next == null ? null : take();
    }

    /** Whether a limit was reached or the end asked for. */
    public boolean isOver() {
        return ended || endAsked || isEnough();
    }

    private boolean isEnough() {
        return settings.elementLimit().isPresent()
                && captured >= settings.elementLimit().getAsLong();
    }

    /** Arrival time of the next element; {@code Long.MAX_VALUE} when none is left. */
    public long nextNanos() {
        fetch();
        if (endAsked && !ended) {
            leaveNext();
        }
        return ended ? Long.MAX_VALUE : next.getEventTimeNanos();
    }

    /** Ends the workload before its next element. May be called by any thread. */
    public void end() {
        endAsked = true;
    }

    /** Whether the end was asked for. */
    public boolean isEndAsked() {
        return endAsked;
    }

    /** Ends with an element that was read and will not be taken. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void leaveNext() {
        read--;
        next = null;
        ended = true;
    }

    /** The next element, with its sequence and arrival time; there must be one. */
    public TrafficElement take() {
        fetch();
        TrafficElement element = next;
        if (nextIsClamped) {
            increment(Counter.CLAMPED);
        }
        element.setSequence(nextFunction.nextSequence());
        next = null;
        increment(Counter.CAPTURED);
        return element;
    }

    private void fetch() {
        while (next == null && !ended) {
            TrafficElement element = isEnough() ? null : readOne();
            if (element == null) {
                ended = true;
                return;
            }
            increment(Counter.READ);
            admit(element);
        }
    }

    private TrafficElement readOne() {
        try {
            return reader.next();
        } catch (IOException e) {
            readError = String.valueOf(e.getMessage());
            return null;
        } catch (RuntimeException e) {
            readError = e.toString();
            return null;
        }
    }

    private void admit(TrafficElement element) {
        String violation = ElementRules.violation(element);
        if (violation == null
                && !Functions.deviceOf(element.getFunctionId()).equals(settings.deviceId())) {
            violation = "function is of another device: functionId=" + element.getFunctionId();
        }
        if (violation == null) {
            nextFunction = functions.classify(element.getFunctionId());
            violation =
                    nextFunction == null
                            ? "too many functions: maximum=" + settings.limits().maxFunctions()
                            : null;
        }
        if (violation != null) {
            refuse(element, violation);
            return;
        }
        next = element;
        if (clamp(element)) {
            leaveNext();
        }
    }

    /** Makes times monotone; tells whether the workload is over by then. */
    private boolean clamp(TrafficElement element) {
        long nanos = element.getEventTimeNanos();
        if (firstNanos < 0) {
            firstNanos = nanos;
            lastNanos = Math.max(lastNanos, nanos);
        }
        nextIsClamped = nanos < lastNanos;
        if (nextIsClamped) {
            nanos = lastNanos;
            element.setEventTimeNanos(nanos);
        }
        lastNanos = nanos;
        return settings.durationLimit().isPresent()
                && nanos - firstNanos >= settings.durationLimit().getAsLong();
    }

    /** Refuses an element that came by itself. */
    public void pushRefused(TrafficElement element, String reason) {
        increment(Counter.READ);
        refuse(element, reason);
    }

    private void refuse(TrafficElement element, String reason) {
        increment(Counter.REFUSED);
        String text = String.valueOf(element);
        deadLetters.accept(
                new DeadLetter(
                        settings.deviceId(),
                        read - 1,
                        "element",
                        reason,
                        text.substring(0, Math.min(EXCERPT_LENGTH, text.length()))));
    }

    private enum Counter {
        READ,
        CAPTURED,
        CLAMPED,
        REFUSED
    }

    /** One thread writes, so reading and writing apart loses nothing. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void increment(Counter counter) {
        switch (counter) {
            case READ -> read++;
            case CAPTURED -> captured++;
            case CLAMPED -> clamped++;
            case REFUSED -> refused++;
        }
    }

    /** Elements read from the trace, the refused included and one past a limit left out. */
    public long read() {
        return read;
    }

    /** Elements the device has taken. */
    public long captured() {
        return captured;
    }

    /** Elements whose times ran backwards. */
    public long clamped() {
        return clamped;
    }

    /** Elements that became dead letters here. */
    public long refused() {
        return refused;
    }

    /** Arrival of the first element; -1 before. The engine's thread. */
    public long firstNanos() {
        return firstNanos;
    }

    /** Why reading ended before the trace did; null when it did not. The engine's thread. */
    public String readError() {
        return readError;
    }
}

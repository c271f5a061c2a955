package io.forebay.gateway.engine;

import io.forebay.gateway.model.EdgePriorities;
import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.ring.CompletedElement;
import io.forebay.gateway.ring.RingLayout;
import io.forebay.gateway.ring.RingSource;
import io.forebay.gateway.ring.SlotState;
import io.forebay.gateway.schedule.PendingElements;
import io.forebay.gateway.schedule.PendingQueue;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.shaping.priority.PriorityPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Discrete-event model of one offload engine in virtual time. Elements arrive, wait for buffer
 * space and for their turn, are served by storage channels and a link, and complete; commands
 * change priorities, shares and what is prefetched. The same calls give the same events.
 *
 * <p>Times are nanoseconds since the Unix epoch; the clock never goes back and stops short of
 * {@link Long#MAX_VALUE}, which stands for never. Of several things at one instant, transfers that
 * end come first, then expiries, then what the caller does. One thread.
 */
public final class OffloadEngine {
    /** Seen by tests of the package. */
    final EngineContext context;

    private final BufferShares shares;
    private final Admission admission;
    private final Servers servers;
    private final CommandHandler commands;

    /** Makes an idle engine at time 0 that knows no function. */
    public OffloadEngine(EngineSettings settings, EngineListener listener) {
        this(settings, listener, RingSource.onHeap());
    }

    /** The same with rings from elsewhere. */
    public OffloadEngine(EngineSettings settings, EngineListener listener, RingSource rings) {
        this(settings, listener, rings, true);
    }

    private OffloadEngine(
            EngineSettings settings,
            EngineListener listener,
            RingSource rings,
            boolean readsQueues) {
        context = new EngineContext(settings, listener, rings, readsQueues);
        shares = new BufferShares(context);
        admission = new Admission(context, shares);
        servers = new Servers(context);
        commands = new CommandHandler(context, shares);
    }

    /**
     * An engine as a device without Forebay has it: strict priority levels, and within a level
     * first come, first served.
     */
    public static OffloadEngine plain(EngineSettings settings, EngineListener listener) {
        return new OffloadEngine(settings, listener, RingSource.onHeap(), false);
    }

    public long clockNanos() {
        return context.clockNanos;
    }

    /** Time of the next internal event; {@link Long#MAX_VALUE} where nothing will happen. */
    public long nextEventNanos() {
        return Math.min(servers.nextEndNanos(), context.prefetch.nextExpiryNanos());
    }

    /**
     * Runs everything that happens up to and including a time.
     *
     * @throws IllegalArgumentException if the time is before the clock
     */
    public void advanceTo(long timeNanos) {
        if (timeNanos < context.clockNanos) {
            throw new IllegalArgumentException(
                    "time is before the clock: timeNanos="
                            + timeNanos
                            + ", clockNanos="
                            + context.clockNanos);
        }
        long target = Math.min(timeNanos, Saturating.LATEST_NANOS);
        while (nextEventNanos() <= target) {
            runNextEvent();
        }
        context.clockNanos = target;
    }

    /**
     * Takes an element at its event time, after everything that happens before and at that time.
     *
     * @throws IllegalArgumentException if it is before the clock, if its sequence is not the next
     *     of its function (from 0, without holes), or if its length or traffic class is out of
     *     range
     */
    public void arrive(TrafficElement element) {
        requireValid(element);
        advanceTo(element.getEventTimeNanos());
        FunctionState function = context.find(element.getFunctionId());
        if (function == null) {
            requireSequence(element.getSequence() == 0, element);
            function = context.add(element.getFunctionId());
            shares.welcome(function);
        }
        CircularBuffer ring = function.ring;
        makeRoom(ring);
        long position = ring.append(element, startingPriority(function, element));
        context.listener.onArrival(element);
        context.statistics.countArrival(function, element.getLengthBytes());
        admission.admitFrom(function);
        if (ring.state(position) == SlotState.DEFERRED) {
            function.counters.deferredElements++;
        }
        servers.dispatch();
    }

    /**
     * By the model at the edge; without one, by the function's newest tag or the element itself.
     */
    private int startingPriority(FunctionState function, TrafficElement element) {
        int decided = context.edge.decide(function.index, element);
        int priority =
                decided != EdgePriorities.UNDECIDED
                        ? decided
                        : function.startingPriority(
                                element.getTrafficClass(),
                                context.clockNanos,
                                context.settings.tagValidityNanos());
        return function.priorities.clamp(priority);
    }

    /**
     * Carries out a command at the current clock. The caller sees to its order and epoch.
     *
     * @return accepted, or why it had no effect: unknown target, unsupported, expired, invalid
     */
    public CommandStatus apply(ControlCommand command) {
        CommandStatus status = commands.apply(command);
        if (command.getBody() instanceof BufferAllocation) {
            for (FunctionState function : context.functions) {
                admission.admitFrom(function);
            }
        }
        servers.dispatch();
        return status;
    }

    /**
     * Runs until every element has completed, gives up what is queued for prefetching, lets running
     * fetches end, and reports what is staged as expired.
     *
     * @return the clock
     */
    public long drain() {
        while (pendingElements() > 0) {
            runNextEvent();
        }
        context.prefetch.abandon(false);
        while (servers.isPrefetching()) {
            runNextEvent();
        }
        context.prefetch.abandon(true);
        return context.clockNanos;
    }

    public EngineStatistics statistics() {
        return context.statistics;
    }

    /**
     * Resets the function domain at the current clock: everything pending is given up, which the
     * rings keep as it was under its generation, and what was prefetched is reported as expired.
     * Functions, shares, counters and the model stay.
     *
     * @param reason is reported with the reset, and how many elements were lost
     */
    public void reset(String reason) {
        long lost = pendingElements();
        int generation = context.rings.nextGeneration();
        servers.reset();
        context.prefetch.abandon(true);
        for (FunctionState function : context.functions) {
            function.ring.reset(generation);
            function.queue = new PendingQueue();
        }
        admission.reset();
        context.emptyQueues();
        context.statistics.countLost(lost);
        context.resetNanos = context.clockNanos;
        context.listener.onEvent(
                new DeviceReset(
                        context.settings.deviceId(),
                        context.clockNanos,
                        reason + "; pending elements lost: " + lost));
    }

    /**
     * Switches on or off whether elements of a function that arrive from now on are to be seen by
     * readers of its ring.
     *
     * @return false where the function is not known
     */
    public boolean setLogging(String functionId, boolean isOn) {
        FunctionState function = context.find(functionId);
        if (function != null) {
            function.ring.setLogging(isOn);
        }
        return function != null;
    }

    /** Elements that have arrived and will complete. */
    public long pendingElements() {
        return context.statistics.pendingElements();
    }

    /** Ids of the functions whose elements have come, in order of appearance. */
    public List<String> functionIds() {
        List<String> ids = new ArrayList<>();
        for (FunctionState function : context.functions) {
            ids.add(function.id);
        }
        return Collections.unmodifiableList(ids);
    }

    /** Up to {@code count} of the newest entries of a function's history, oldest first. */
    public List<CompletedElement> history(String functionId, int count) {
        FunctionState function = context.find(functionId);
        if (function == null) {
            return List.of();
        }
        CircularBuffer ring = function.ring;
        List<CompletedElement> newest = new ArrayList<>();
        long from = Math.max(ring.tail(), ring.completed() - count);
        for (long position = from; position < ring.completed(); position++) {
            if (ring.state(position) == SlotState.COMPLETED) {
                newest.add(CompletedElement.of(ring, position));
            }
        }
        return newest;
    }

    /** Why the newest model update was refused; empty where it was not. */
    public String modelRefusal() {
        return commands.modelRefusal();
    }

    private void runNextEvent() {
        context.clockNanos = Math.max(context.clockNanos, nextEventNanos());
        int element = servers.finishLink();
        servers.finishStorage();
        if (element != PendingElements.NIL) {
            complete(element);
        }
        context.prefetch.expire(context.clockNanos);
        servers.dispatch();
    }

    private void complete(int element) {
        FunctionState function = context.functions.get(context.elements.function(element));
        CircularBuffer ring = function.ring;
        long position = context.elements.sequence(element);
        long responseNanos = context.clockNanos - ring.arrivalNanos(position);
        int priority = ring.appliedPriority(position);
        boolean fromPrefetch = ring.servedFromPrefetch(position);
        long lengthBytes = ring.lengthBytes(position);
        // Setters, because the constructor boxes every number.
        var completion = new Completion();
        completion.setFunctionId(function.id);
        completion.setSequence(position);
        completion.setCorrelationId(ring.correlationId(position));
        completion.setEventTimeNanos(context.clockNanos);
        completion.setResponseNanos(responseNanos);
        completion.setRequestedPriority(ring.requestedPriority(position));
        completion.setAppliedPriority(priority);
        completion.setServedFromPrefetch(fromPrefetch);
        ring.complete(position, context.clockNanos);
        context.statistics.countCompletion(
                function, lengthBytes, responseNanos, priority, fromPrefetch);
        context.listener.onEvent(completion);
        admission.release(function, element);
    }

    /** Grows a ring that is full while it is young or all pending; shrinks it after a backlog. */
    private void makeRoom(CircularBuffer ring) {
        if (!ring.isFull()) {
            return;
        }
        int capacity = ring.capacity();
        int history = context.settings.historyLength();
        if (ring.tail() == ring.completed()) {
            if (capacity > RingLayout.MAX_CAPACITY / 2) {
                throw new IllegalStateException("too many pending elements: ring=" + ring);
            }
            ring.growAnyhow(capacity * 2);
        } else if (capacity < history) {
            ring.resize(capacity * 2);
        } else if (!ring.isInStorage()) {
            ring.resize(capacity);
        } else if (capacity > history && ring.pendingCount() <= history / 4) {
            ring.resize(history);
        }
    }

    private static void requireValid(TrafficElement element) {
        if (element.getLengthBytes() < 0) {
            throw new IllegalArgumentException(
                    "length is negative: lengthBytes=" + element.getLengthBytes());
        }
        int trafficClass = element.getTrafficClass();
        if (trafficClass < 0 || trafficClass >= PriorityPolicy.LEVELS) {
            throw new IllegalArgumentException(
                    "traffic class is not 0 to 7: trafficClass=" + trafficClass);
        }
    }

    private static void requireSequence(boolean isNext, TrafficElement element) {
        if (!isNext) {
            throw new IllegalArgumentException(
                    "first element of a function has another sequence than 0: functionId="
                            + element.getFunctionId()
                            + ", sequence="
                            + element.getSequence());
        }
    }
}

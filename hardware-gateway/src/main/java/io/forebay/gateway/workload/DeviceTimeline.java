package io.forebay.gateway.workload;

import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.capture.CaptureLog;
import io.forebay.gateway.engine.EngineListener;
import io.forebay.gateway.engine.OffloadEngine;
import io.forebay.gateway.ring.RingSource;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/**
 * One device in virtual time: arrivals, the engine's own events and the ticks of its clock, in
 * order, each appended to the capture log. At one moment the engine's events come first, then the
 * tick, then commands, then arrivals. The engine's thread only.
 */
public final class DeviceTimeline {
    /** Follows what lock-step must know. */
    interface Listener {
        /** The element arrived and was captured. */
        void onArrival(TrafficElement element);

        /** A window with elements ended. */
        void onWindowEnd(long windowEndNanos);
    }

    /** Records after which readers are woken although the device still has work. */
    private static final int PUBLISH_EVERY = 128;

    private final String deviceId;
    private final Arrivals arrivals;
    private final CaptureLog log;
    private final DemandWindows windows;
    private final OffloadEngine engine;
    private final OffloadEngine baseline;
    private Listener listener = new Silent();
    private String startReset;
    private int unpublished;
    private long inFlight;
    private long reads;
    private volatile long completed;
    private volatile long clockNanos;

    /**
     * @param rings of the device; the one without commands has its own
     * @param startReset why the capture begins with a reset; null where it does not
     */
    public DeviceTimeline(
            GatewaySettings settings,
            Arrivals arrivals,
            CaptureLog log,
            RingSource rings,
            String startReset) {
        this.startReset = startReset;
        this.deviceId = settings.deviceId();
        this.arrivals = arrivals;
        this.log = log;
        this.windows = new DemandWindows(new WindowGrid(settings.window().toMillis()));
        this.engine = new OffloadEngine(settings.engine(), new EngineEvents(), rings);
        this.baseline =
                settings.withBaseline()
                        ? OffloadEngine.plain(settings.engine(), event -> {})
                        : null;
    }

    void listen(Listener follower) {
        this.listener = follower;
    }

    /** Time of the next event of any kind; {@code Long.MAX_VALUE} when there is none. */
    long nextNanos() {
        return Math.min(nextInternalNanos(), arrivals.nextNanos());
    }

    /** Time of the next event that is not an arrival. */
    long nextInternalNanos() {
        return Math.min(engine.nextEventNanos(), windows.nextTickNanos());
    }

    /** Time of the next arrival. */
    long nextArrivalNanos() {
        return arrivals.nextNanos();
    }

    /**
     * Whether nothing happens at this time, that of the next event, but that the clock ticks late
     * in a silence.
     */
    boolean isIdleTick(long timeNanos) {
        return windows.isNextRare()
                && engine.nextEventNanos() > timeNanos
                && arrivals.nextNanos() > timeNanos;
    }

    /** Runs engine and ticks up to and including a time before which nothing arrives. */
    void advanceTo(long timeNanos) {
        while (windows.nextTickNanos() <= timeNanos) {
            long tickNanos = windows.nextTickNanos();
            engine.advanceTo(tickNanos);
            append(new ClockTick(deviceId, tickNanos));
            if (windows.tick()) {
                listener.onWindowEnd(tickNanos);
            }
        }
        engine.advanceTo(timeNanos);
        clockNanos = timeNanos;
    }

    /** The next element arrives; everything up to its time has run. */
    void arrive() {
        TrafficElement element = arrivals.take();
        windows.arrived(element.getEventTimeNanos());
        inFlight++;
        if (element.getOperation() == Operation.READ && element.getLengthBytes() > 0) {
            reads++;
        }
        if (startReset != null) {
            append(new DeviceReset(deviceId, element.getEventTimeNanos(), startReset));
            startReset = null;
        }
        engine.arrive(element);
        if (baseline != null) {
            baseline.arrive(element);
        }
        listener.onArrival(element);
    }

    /** A command acts now. */
    CommandStatus apply(ControlCommand command) {
        return engine.apply(command);
    }

    /** Why the newest model update was refused; empty where it was not. */
    String modelRefusal() {
        return engine.modelRefusal();
    }

    /** The function domain is reset now: what is pending is lost. */
    public void reset(String reason) {
        engine.reset(reason);
        if (baseline != null) {
            baseline.reset(reason);
        }
        inFlight = 0;
        publish();
    }

    /** Elements that arrived and are not completed. */
    long inFlight() {
        return inFlight;
    }

    /** Runs until nothing is pending, and ticks a last time. */
    public void finish() {
        long end = Math.max(engine.drain(), windows.activeEndNanos());
        if (baseline != null) {
            baseline.drain();
        }
        clockNanos = end;
        append(new ClockTick(deviceId, end));
        publish();
    }

    /** Sends what was appended on its way to the subscribers. */
    void publish() {
        if (unpublished > 0) {
            unpublished = 0;
            log.publish();
        }
    }

    /** An element is in its ring before anybody learns of it. */
    private final class EngineEvents implements EngineListener {
        @Override
        public void onEvent(Object body) {
            onEngineEvent(body);
        }

        @Override
        public void onArrival(TrafficElement element) {
            append(element);
        }
    }

    private void onEngineEvent(Object body) {
        if (body instanceof Completion) {
            inFlight--;
            countCompletion();
        }
        append(body);
    }

    /** One thread writes, so reading and writing apart loses nothing. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countCompletion() {
        completed++;
    }

    private void append(Object body) {
        try {
            log.append(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
        unpublished++;
        if (unpublished >= PUBLISH_EVERY) {
            publish();
        }
    }

    /** The device's engine; the engine's thread, or any after the workload has ended. */
    public OffloadEngine engine() {
        return engine;
    }

    /** The engine without commands, which reads no queues; null when there is none. */
    public OffloadEngine baseline() {
        return baseline;
    }

    /** Reads that arrived; the engine's thread, or any after the workload has ended. */
    public long reads() {
        return reads;
    }

    /** Elements completed. Any thread. */
    public long completed() {
        return completed;
    }

    /** The virtual clock. Any thread. */
    public long clockNanos() {
        return clockNanos;
    }

    private static final class Silent implements Listener {
        @Override
        public void onArrival(TrafficElement element) {}

        @Override
        public void onWindowEnd(long windowEndNanos) {}
    }
}

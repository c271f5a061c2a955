package io.forebay.gateway.host;

import io.forebay.gateway.control.CommandIntake;
import io.forebay.schemas.TrafficElement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Elements on their way from the threads that see them to the one that runs the host, which is
 * woken for each. Bounded. Any thread.
 */
final class HostQueue {
    private static final int CAPACITY = 1 << 16;

    private final CommandIntake intake;
    private final BlockingQueue<TrafficElement> elements = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder lost = new LongAdder();

    /**
     * Starts empty.
     *
     * @param intake where the thread that runs the host waits
     */
    HostQueue(CommandIntake intake) {
        this.intake = intake;
    }

    /** Adds a frame that was captured, for a thread that must not wait: lost where it is full. */
    void offer(TrafficElement frame) {
        if (elements.offer(frame)) {
            intake.wake();
        } else {
            lost.increment();
        }
    }

    /** Adds a request that is due, and waits for room. */
    void put(TrafficElement request) throws InterruptedException {
        elements.put(request);
        intake.wake();
    }

    /** The next element; null where none waits. */
    TrafficElement poll() {
        return elements.poll();
    }

    boolean isEmpty() {
        return elements.isEmpty();
    }

    /** Frames for which there was no room. */
    long lost() {
        return lost.sum();
    }
}

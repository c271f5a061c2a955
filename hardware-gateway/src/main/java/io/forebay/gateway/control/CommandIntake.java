package io.forebay.gateway.control;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands what callers send to the engine's thread, which sleeps here between events.
 *
 * <p>{@link #submit} and {@link #wake} may be called by any thread; {@link #poll} and {@link
 * #await} only by the engine's, which {@link #own} makes known.
 */
public final class CommandIntake {
    /*
     * A round trip of lock-step ends here, so the thread looks a few times before it parks. Few:
     * the controller may need the same core to produce the answer.
     */
    private static final int LOOKS_BEFORE_PARKING = 20;

    private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
    private volatile Thread owner;
    private volatile boolean woken;

    /** The calling thread is the engine's. */
    public void own() {
        owner = Thread.currentThread();
    }

    /** Runs {@code task} on the engine's thread, in the order of submission. */
    public void submit(Runnable task) {
        work.add(task);
        LockSupport.unpark(owner);
    }

    /** Ends the current or next {@link #await}. */
    public void wake() {
        woken = true;
        LockSupport.unpark(owner);
    }

    /** Runs what is there; false when there was nothing. */
    public boolean poll() {
        Runnable task = work.poll();
        if (task == null) {
            return false;
        }
        while (task != null) {
            task.run();
            task = work.poll();
        }
        return true;
    }

    /**
     * Sleeps until there is work, {@link #wake} is called, or the time is over.
     *
     * @param nanos wall time; nothing happens when not positive
     */
    public void await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        int looks = 0;
        long left = nanos;
        while (left > 0 && work.isEmpty() && !woken) {
            if (looks < LOOKS_BEFORE_PARKING) {
                looks++;
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, left);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = deadline - System.nanoTime();
        }
        woken = false;
    }
}

package io.forebay.jobs.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits until something outside of this process has happened. */
final class Waiting {
    private static final long PAUSE_MILLIS = 100;

    private Waiting() {}

    /**
     * Asks until the answer is yes; an answer that cannot be had is a no, an {@link
     * IllegalStateException} says that it will never be yes.
     *
     * @param what is waited for, for the message
     * @throws IllegalStateException when it has not happened in time
     */
    static void until(String what, Duration limit, Callable<Boolean> isDone)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() - deadlineNanos < 0) {
            try {
                if (isDone.call()) {
                    return;
                }
            } catch (InterruptedException | IllegalStateException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IllegalStateException(
                "not in time: " + what + ", waitedSeconds=" + limit.toSeconds(), last);
    }
}

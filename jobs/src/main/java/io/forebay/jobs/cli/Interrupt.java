package io.forebay.jobs.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that runs until it is stopped end in order: when the process is asked to end
 * (Ctrl-C) while this is open, the command is told to stop and given time to report and to clean
 * up.
 */
final class Interrupt implements AutoCloseable {
    private static final int GRACE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onAsked, "interrupt");
    private Runnable stop = () -> {};
    private boolean asked;

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Sets what to do when the end is asked for; done at once where it was asked for already. */
    synchronized void whenAsked(Runnable action) {
        stop = action;
        if (asked) {
            action.run();
        }
    }

    private void onAsked() {
        synchronized (this) {
            asked = true;
            stop.run();
        }
        try {
            done.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook runs, and now returns.
        }
    }
}

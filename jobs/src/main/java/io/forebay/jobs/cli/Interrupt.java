package io.forebay.jobs.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that runs until it is stopped end in order: when the process is asked to end
 * (Ctrl-C), it is told to stop and given time to report.
 */
final class Interrupt implements AutoCloseable {
    private static final int GRACE_SECONDS = 30;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interrupt(Runnable stop) {
        hook =
                new Thread(
                        () -> {
                            stop.run();
                            awaitDone();
                        },
                        "interrupt");
    }

    /** Calls {@code stop} when the process is asked to end before this is closed. */
    static Interrupt during(Runnable stop) {
        Interrupt interrupt = new Interrupt(stop);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    private void awaitDone() {
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

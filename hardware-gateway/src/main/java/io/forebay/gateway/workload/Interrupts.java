package io.forebay.gateway.workload;

/** Lets a thread that is busy notice that it should stop. */
final class Interrupts {
    private Interrupts() {}

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}

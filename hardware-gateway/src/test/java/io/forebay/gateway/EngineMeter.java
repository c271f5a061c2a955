package io.forebay.gateway;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What the engine of a gateway gets done, by the wall clock and by its thread's processor time. */
final class EngineMeter {
    private static final double NANOS = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final GatewayServer gateway;
    private final long threadId;
    private long wallNanos;
    private long cpuNanos;
    private long elements;

    /**
     * What happened since the last look.
     *
     * @param elementsPerSecond by the wall clock
     * @param elementsPerCpuSecond by the engine thread's time, the commands' included
     */
    record Reading(double seconds, double elementsPerSecond, double elementsPerCpuSecond) {}

    EngineMeter(GatewayServer gateway) {
        this.gateway = gateway;
        this.threadId =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("gateway-" + ListTrace.DEVICE))
                        .filter(Thread::isAlive)
                        .mapToLong(Thread::getId)
                        .max()
                        .orElseThrow();
        look();
    }

    Reading look() {
        long wall = System.nanoTime();
        long cpu = threads.getThreadCpuTime(threadId);
        long done = gateway.progress().elementsCaptured();
        double seconds = (wall - wallNanos) / NANOS;
        var reading =
                new Reading(
                        seconds,
                        (done - elements) / seconds,
                        (done - elements) / ((cpu - cpuNanos) / NANOS));
        wallNanos = wall;
        cpuNanos = cpu;
        elements = done;
        return reading;
    }

    /** Looks after {@code seconds} of waiting. */
    Reading after(double seconds) throws InterruptedException {
        look();
        long end = System.nanoTime() + (long) (seconds * NANOS);
        while (System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
        }
        return look();
    }
}

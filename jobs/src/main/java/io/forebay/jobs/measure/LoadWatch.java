package io.forebay.jobs.measure;

import com.sun.management.OperatingSystemMXBean;
import io.forebay.jobs.cluster.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a cluster takes of the machine between two times. Made and ended by one thread; begins on
 * another.
 */
final class LoadWatch {
    private final OperatingSystemMXBean machine =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ProcessSampler sampler;
    private final CompletableFuture<Long> begin;

    /** Begins after a while. */
    LoadWatch(LocalCluster cluster, long delayNanos) {
        sampler = new ProcessSampler(cluster);
        begin =
                CompletableFuture.supplyAsync(
                        this::begin,
                        CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS));
    }

    /** The time it begins at, in milliseconds since 1970. */
    private long begin() {
        // The load is that since it was asked for before.
        double unused = machine.getCpuLoad();
        sample();
        return System.currentTimeMillis();
    }

    private void sample() {
        try {
            sampler.sample();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was taken since it began. */
    MeasureFigures.Load end(long elements) {
        long fromMillis = begin.join();
        double busyShare = machine.getCpuLoad();
        sample();
        Map<String, Double> micros = sampler.microsByStage(fromMillis, System.currentTimeMillis());
        micros.replaceAll((stage, used) -> used / elements);
        return new MeasureFigures.Load(
                micros.values().stream().mapToDouble(Double::doubleValue).sum(),
                micros,
                busyShare < 0 ? Double.NaN : busyShare);
    }
}

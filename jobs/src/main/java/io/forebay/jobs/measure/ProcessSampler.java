package io.forebay.jobs.measure;

import io.forebay.jobs.cluster.ClusterProcesses;
import io.forebay.jobs.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time of the threads of a cluster's processes, and the memory these have taken, as Linux tells
 * under {@code /proc}. One thread.
 */
final class ProcessSampler {
    private static final Path PROC = Path.of("/proc");
    private static final double MICROS_PER_TICK = 10_000;

    /** Places of the user and system time behind the thread's name in its {@code stat}. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;
    private static final long BYTES_PER_KIB = 1024;

    /**
     * CPU time so far.
     *
     * @param timeMillis since 1970
     * @param ticksByThread by process and thread
     */
    private record Sample(long timeMillis, Map<ThreadKey, Long> ticksByThread) {}

    private record ThreadKey(String process, String threadId, String threadName) {}

    private final LocalCluster cluster;
    private final List<Sample> samples = new ArrayList<>();

    ProcessSampler(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /** Takes note of the CPU time until now. */
    void sample() throws IOException {
        Map<ThreadKey, Long> ticks = new HashMap<>();
        for (ClusterProcesses.Entry entry : cluster.processes()) {
            Path tasks = PROC.resolve(Long.toString(entry.pid())).resolve("task");
            if (!Files.isDirectory(tasks)) {
                continue;
            }
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
                for (Path thread : threads) {
                    addThread(entry.name(), thread, ticks);
                }
            }
        }
        samples.add(new Sample(System.currentTimeMillis(), ticks));
    }

    private static void addThread(String process, Path thread, Map<ThreadKey, Long> ticks)
            throws IOException {
        String stat;
        try {
            stat = Files.readString(thread.resolve("stat"));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            // A thread that ends while it is read is no failure.
            if (Files.exists(thread)) {
                throw e;
            }
            return;
        }
        int nameEnd = stat.lastIndexOf(')');
        String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
        String[] fields = stat.substring(nameEnd + 2).split(" ", -1);
        long used = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        ticks.put(new ThreadKey(process, String.valueOf(thread.getFileName()), name), used);
    }

    /** Microseconds of CPU time between two times, by stage; empty where there is no /proc. */
    Map<String, Double> microsByStage(long fromMillis, long toMillis) {
        Map<String, Double> micros = new TreeMap<>();
        if (samples.isEmpty()) {
            return micros;
        }
        Sample from = nearest(fromMillis);
        Sample to = nearest(toMillis);
        // Times between samples are stretched to the time that was asked for.
        double stretch =
                to.timeMillis == from.timeMillis
                        ? 0
                        : (double) (toMillis - fromMillis) / (to.timeMillis - from.timeMillis);
        to.ticksByThread.forEach(
                (thread, ticks) -> {
                    long used = ticks - from.ticksByThread.getOrDefault(thread, 0L);
                    if (used > 0) {
                        micros.merge(
                                ThreadStages.stageOf(thread.process, thread.threadName),
                                used * MICROS_PER_TICK * stretch,
                                Double::sum);
                    }
                });
        return micros;
    }

    private Sample nearest(long timeMillis) {
        Sample nearest = samples.get(0);
        for (Sample sample : samples) {
            if (Math.abs(sample.timeMillis - timeMillis)
                    < Math.abs(nearest.timeMillis - timeMillis)) {
                nearest = sample;
            }
        }
        return nearest;
    }

    /** Most resident memory each process has had, in bytes; empty where there is no /proc. */
    static Map<String, Long> peakResidentBytes(LocalCluster cluster) throws IOException {
        Map<String, Long> peaks = new TreeMap<>();
        for (ClusterProcesses.Entry entry : cluster.processes()) {
            Path status = PROC.resolve(Long.toString(entry.pid())).resolve("status");
            if (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        String kib = line.replaceAll("[^0-9]", "");
                        peaks.put(entry.name(), Long.parseLong(kib) * BYTES_PER_KIB);
                    }
                }
            }
        }
        return peaks;
    }
}

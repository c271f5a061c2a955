package io.forebay.jobs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What runs on a local cluster, as the operating system and Flink's REST interface say.
 *
 * @param processes those that were started
 * @param webAddress Flink's web UI
 * @param kafkaAddress of the broker
 * @param gatewayAddress of the gateway; null where there is none
 * @param jobs that have not ended, and those that have, the newest first
 */
public record ClusterStatus(
        List<ProcessStatus> processes,
        String webAddress,
        String kafkaAddress,
        String gatewayAddress,
        List<JobStatus> jobs) {
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 500;

    /**
     * A process.
     *
     * @param name of the process
     * @param pid of the operating system
     * @param isRunning whether it runs
     * @param seconds since it was started
     */
    public record ProcessStatus(String name, long pid, boolean isRunning, long seconds) {}

    /**
     * A job.
     *
     * @param id given by Flink
     * @param name of the job
     * @param state such as RUNNING
     * @param checkpoints completed since it was submitted
     * @param restores from a checkpoint
     * @param operators metrics of its operators, by operator and name
     */
    public record JobStatus(
            String id,
            String name,
            String state,
            int checkpoints,
            int restores,
            Map<String, Map<String, FlinkApi.Metric>> operators) {
        /** Whether it will never run again. */
        public boolean hasEnded() {
            return new FlinkApi.Job(id, name, state).hasEnded();
        }
    }

    /** Asks for the state of everything. */
    public static ClusterStatus of(LocalCluster cluster) throws IOException, InterruptedException {
        ClusterState state = cluster.state();
        List<ProcessStatus> processes = new ArrayList<>();
        for (ClusterProcesses.Entry entry : cluster.processes()) {
            long millis = System.currentTimeMillis() - entry.startedAtMillis();
            processes.add(
                    new ProcessStatus(
                            entry.name(),
                            entry.pid(),
                            entry.handle().isPresent(),
                            Duration.ofMillis(millis).toSeconds()));
        }
        return new ClusterStatus(
                processes,
                state.webAddress(),
                state.kafkaAddress(),
                state.gatewayArguments().isEmpty() ? null : state.gatewayAddress(),
                jobs(new FlinkApi(state.webAddress())));
    }

    private static List<JobStatus> jobs(FlinkApi flink) throws IOException, InterruptedException {
        List<JobStatus> jobs = new ArrayList<>();
        for (FlinkApi.Job job : flink.jobs()) {
            jobs.add(
                    new JobStatus(
                            job.id(),
                            job.name(),
                            job.state(),
                            flink.completedCheckpoints(job.id()),
                            flink.restoredCheckpoints(job.id()),
                            job.state().equals("RUNNING") ? operators(flink, job.id()) : Map.of()));
        }
        return jobs;
    }

    private static Map<String, Map<String, FlinkApi.Metric>> operators(FlinkApi flink, String job)
            throws IOException, InterruptedException {
        Map<String, Map<String, FlinkApi.Metric>> operators = new TreeMap<>();
        for (FlinkApi.Vertex vertex : flink.vertices(job)) {
            operators.putAll(operators(flink, job, vertex));
        }
        return operators;
    }

    /** Flink gathers metrics only when it is asked for them: the first answer may be empty. */
    private static Map<String, Map<String, FlinkApi.Metric>> operators(
            FlinkApi flink, String job, FlinkApi.Vertex vertex)
            throws IOException, InterruptedException {
        Map<String, Map<String, FlinkApi.Metric>> operators =
                byOperator(flink.metrics(job, vertex.id()));
        for (int tries = 1; tries < TRIES && operators.isEmpty(); tries++) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            operators = byOperator(flink.metrics(job, vertex.id()));
        }
        return operators;
    }

    private static Map<String, Map<String, FlinkApi.Metric>> byOperator(
            Map<String, FlinkApi.Metric> metrics) {
        Map<String, Map<String, FlinkApi.Metric>> operators = new TreeMap<>();
        metrics.forEach(
                (name, metric) -> {
                    int dot = name.indexOf('.');
                    if (dot > 0) {
                        operators
                                .computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
                                .put(name.substring(dot + 1), metric);
                    }
                });
        // Groups of the task itself, such as its buffers, are no operators.
        operators.values().removeIf(ofOne -> !ofOne.containsKey("numRecordsIn"));
        return operators;
    }
}

package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Flink's configuration of the local cluster: {@code config.yaml}, read by its processes and by the
 * client, and the memory of the processes, which Flink computes from it.
 */
final class FlinkConfiguration {
    private static final String FILE = "config.yaml";

    private final Map<String, String> entries = new TreeMap<>();
    private final Map<String, Integer> metricsPorts;

    /**
     * The configuration of a cluster; what was set when it was started goes before what is here.
     */
    FlinkConfiguration(ClusterFiles files, ClusterState state) {
        metricsPorts = state.metricsPorts();
        entries.put("jobmanager.rpc.address", ClusterState.HOST);
        entries.put("jobmanager.rpc.port", Integer.toString(state.rpcPort()));
        entries.put("jobmanager.bind-host", ClusterState.HOST);
        entries.put("jobmanager.memory.process.size", "704m");
        // Each submission loads the job's classes anew.
        entries.put("jobmanager.memory.jvm-metaspace.size", "256m");
        entries.put("jobmanager.memory.off-heap.size", "64m");
        entries.put("jobmanager.memory.jvm-overhead.min", "64m");
        entries.put("jobmanager.memory.enable-jvm-direct-memory-limit", "false");
        entries.put("rest.address", ClusterState.HOST);
        entries.put("rest.bind-address", ClusterState.HOST);
        entries.put("rest.port", Integer.toString(state.restPort()));
        entries.put("taskmanager.host", ClusterState.HOST);
        entries.put("taskmanager.bind-host", ClusterState.HOST);
        entries.put("taskmanager.numberOfTaskSlots", Integer.toString(state.slots()));
        entries.put("taskmanager.memory.process.size", "1024m");
        entries.put("taskmanager.memory.jvm-metaspace.size", "256m");
        entries.put("taskmanager.memory.jvm-overhead.min", "96m");
        entries.put("taskmanager.memory.framework.heap.size", "96m");
        entries.put("taskmanager.memory.framework.off-heap.size", "64m");
        entries.put("taskmanager.memory.managed.size", "128m");
        entries.put("taskmanager.memory.network.min", "64m");
        entries.put("taskmanager.memory.network.max", "64m");
        entries.put("io.tmp.dirs", files.temporary().toString());
        // Every process of the cluster is on this machine: one that is gone is noticed soon.
        entries.put("heartbeat.interval", "1 s");
        entries.put("heartbeat.timeout", "30 s");
        // A machine that starts all of them at once may be slow.
        entries.put("pekko.startup-timeout", "2 min");
        entries.put("pekko.ask.timeout", "1 min");
        entries.put("state.backend.type", "rocksdb");
        // Else each of its instances keeps a log beside those of the processes.
        entries.put("state.backend.rocksdb.log.dir", files.temporary().toString());
        // Models hardly shrink, and what a checkpoint flushes is compressed while the job waits.
        entries.put("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
        entries.put("execution.checkpointing.incremental", "true");
        entries.put("execution.checkpointing.interval", "5 s");
        entries.put("execution.checkpointing.timeout", "2 min");
        entries.put("execution.checkpointing.num-retained", "2");
        entries.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        entries.put("execution.checkpointing.dir", files.checkpoints().toUri().toString());
        entries.put("execution.checkpointing.savepoint-dir", files.savepoints().toUri().toString());
        entries.put("execution.buffer-timeout.interval", "5 ms");
        entries.put("restart-strategy.type", "exponential-delay");
        entries.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
        entries.put("restart-strategy.exponential-delay.max-backoff", "5 s");
        entries.put(
                "metrics.reporter.prom.factory.class",
                "org.apache.flink.metrics.prometheus.BoundPrometheusReporterFactory");
        entries.put("metrics.reporter.prom.host", ClusterState.HOST);
        entries.put("metrics.fetcher.update-interval", "1000");
        entries.put("pipeline.generic-types", "false");
        entries.putAll(state.flinkOptions());
    }

    void write(ClusterFiles files) throws IOException {
        List<String> lines = new ArrayList<>();
        entries.forEach((key, value) -> lines.add(key + ": '" + value.replace("'", "''") + "'"));
        Files.write(files.configuration().resolve(FILE), lines);
    }

    /** The entry that says where a process serves its metrics. */
    String metricsPort(String process) {
        return "metrics.reporter.prom.port=" + metricsPorts.get(process);
    }

    private Configuration configuration() {
        return Configuration.fromMap(entries);
    }

    /** Memory of the JobManager's Java, and its compiler. */
    List<String> jobManagerJvm() {
        Configuration config = configuration();
        List<String> options =
                new ArrayList<>(
                        words(
                                JobManagerProcessUtils.generateJvmParametersStr(
                                        JobManagerProcessUtils.processSpecFromConfig(config),
                                        config)));
        // It coordinates: compiling that well takes more than it gives, from all on this machine.
        options.add("-XX:TieredStopAtLevel=1");
        return options;
    }

    /** Memory of a TaskManager's Java. */
    List<String> taskManagerJvm() {
        List<String> options =
                new ArrayList<>(
                        words(
                                ProcessMemoryUtils.generateJvmParametersStr(
                                        TaskExecutorProcessUtils.processSpecFromConfig(
                                                configuration()))));
        String more = entries.get("env.java.opts.taskmanager");
        if (more != null && !more.isBlank()) {
            options.addAll(words(more));
        }
        return options;
    }

    /** Memory of a TaskManager as it has to be told besides its configuration. */
    List<String> taskManagerArguments() {
        return words(
                TaskExecutorProcessUtils.generateDynamicConfigsStr(
                        TaskExecutorProcessUtils.processSpecFromConfig(configuration())));
    }

    private static List<String> words(String text) {
        return List.of(text.trim().split("\\s+"));
    }
}

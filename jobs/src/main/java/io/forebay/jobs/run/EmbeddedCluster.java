package io.forebay.jobs.run;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this process, with its REST interface and web UI on the loopback address. Jobs
 * reach it as they reach any cluster, through REST.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    private static final Duration METRICS_INTERVAL = Duration.ofSeconds(2);

    /**
     * A question that the cluster cannot answer yet, such as for the results of a job that is about
     * to start, is asked again after this time; Flink itself would wait for three seconds.
     */
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);

    private static final int RETRIES = 1_200;

    private final MiniCluster cluster;
    private final URI webAddress;
    private final int parallelism;
    private final Path checkpointDirectory;

    private EmbeddedCluster(
            MiniCluster cluster, URI webAddress, int parallelism, Path checkpointDirectory) {
        this.cluster = cluster;
        this.webAddress = webAddress;
        this.parallelism = parallelism;
        this.checkpointDirectory = checkpointDirectory;
    }

    /** Starts a cluster that serves no metrics. */
    public static EmbeddedCluster start(int parallelism, String webPorts, Path directory)
            throws Exception {
        return start(parallelism, webPorts, MetricsPorts.NONE, directory);
    }

    /**
     * Starts the cluster.
     *
     * @param webPorts a port, 0 for any free one, or a range such as 8081-8099
     * @param metrics where metrics are served
     * @param directory where checkpoints and working files go
     */
    public static EmbeddedCluster start(
            int parallelism, String webPorts, MetricsPorts metrics, Path directory)
            throws Exception {
        Configuration configuration = new Configuration();
        metrics.configure(configuration);
        configuration.set(RestOptions.BIND_PORT, webPorts);
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.TMP_DIR, directory.toString());
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_INTERVAL);
        configuration.set(JobManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        MemorySize networkMemory = networkMemory(parallelism);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, networkMemory);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, networkMemory);
        var cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(parallelism)
                                .build());
        cluster.start();
        return new EmbeddedCluster(cluster, cluster.getRestAddress().get(), parallelism, directory);
    }

    /**
     * All tasks share one process: every keyed exchange has a channel for each pair of subtasks.
     */
    private static MemorySize networkMemory(int parallelism) {
        return MemorySize.ofMebiBytes(64 + 4L * parallelism + parallelism * parallelism / 2);
    }

    /** Where the web UI is. */
    public URI webAddress() {
        return webAddress;
    }

    /**
     * A new environment whose jobs run here, checkpointed and restarted after a failure. Records
     * move on between tasks at once: a command that waits for others to travel with comes too late.
     */
    public StreamExecutionEnvironment newEnvironment() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        // No operator changes or keeps a record it was given, so chained ones need no copies.
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpointDirectory.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        configuration.set(RestOptions.RETRY_DELAY, RETRY_DELAY);
        configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, RETRIES);
        var environment =
                StreamExecutionEnvironment.createRemoteEnvironment(
                        webAddress.getHost(), webAddress.getPort(), configuration);
        environment.setParallelism(parallelism);
        environment.setBufferTimeout(0);
        return environment;
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}

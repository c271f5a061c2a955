package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.kafka.KafkaDelivery;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.kafka.KafkaTopics;
import io.forebay.connectors.trace.TraceCapture;
import io.forebay.connectors.trace.TraceFile;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;

/**
 * A local cluster for tests: processes as {@code ./forebay cluster up} starts them, and jobs whose
 * results have topics of their own.
 */
final class ClusterBed implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Event time of the first element. */
    static final long START_NANOS = 1_700_000_000_000_000_000L;

    private static final String DEVICE = "forebay0";
    private static final long SEED = 7;
    private static final Duration POLL = Duration.ofMillis(250);

    private final LocalCluster cluster;
    private final ClusterSettings settings;
    private final Thread atExit;
    private final ExecutorService feeds = Executors.newCachedThreadPool();
    private ClusterState state;

    private ClusterBed(Path directory, ClusterSettings settings) {
        // Tests run in the folder of their module.
        cluster =
                new LocalCluster(
                        ClusterFiles.in(directory),
                        new ClusterArtifacts(Path.of("..").toAbsolutePath().normalize()));
        this.settings = settings;
        // The processes outlive their starter, which may be told to end before the test does.
        atExit = new Thread(this::down, "cluster-down");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private void down() {
        try {
            cluster.down();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the cluster is still up", e);
        }
    }

    /** Starts a cluster without a gateway. */
    static ClusterBed start(Path directory, Map<String, String> flinkOptions) throws Exception {
        return start(directory, flinkOptions, List.of());
    }

    /**
     * Starts a cluster whose topics have one partition each, with a gateway if it has arguments.
     */
    static ClusterBed start(
            Path directory, Map<String, String> flinkOptions, List<String> gatewayArguments)
            throws Exception {
        var bed =
                new ClusterBed(
                        directory,
                        new ClusterSettings(2, 2, 1, 0, 0, 0, flinkOptions, gatewayArguments));
        try {
            bed.up();
        } catch (IOException | InterruptedException | RuntimeException e) {
            bed.close();
            throw e;
        }
        return bed;
    }

    /** Starts what does not run. */
    void up() throws IOException, InterruptedException {
        state = cluster.up(settings, line -> {});
    }

    LocalCluster cluster() {
        return cluster;
    }

    ClusterState state() {
        return state;
    }

    FlinkApi flink() {
        return new FlinkApi(state.webAddress());
    }

    Topics topics() {
        return new Topics(state.kafkaAddress());
    }

    /** Feeds elements of the mixed workload into a topic, in the background, until cancelled. */
    Future<CaptureFeed.Count> feed(String topic, double speed, long limit) {
        return feed(topic, speed, limit, 0, () -> null);
    }

    /** The same in two parts, with something between them. */
    Future<CaptureFeed.Count> feed(
            String topic, double speed, long first, long second, Callable<?> between) {
        Configuration config = new Configuration();
        config.set(KafkaOptions.BOOTSTRAP_SERVERS, state.kafkaAddress());
        config.set(KafkaOptions.DELIVERY, KafkaDelivery.AT_LEAST_ONCE);
        config.set(KafkaOptions.CAPTURE_TOPIC, topic);
        var feed = new CaptureFeed(KafkaSettings.from(config));
        return feeds.submit(
                () -> {
                    try (TraceCapture capture =
                            TraceCapture.open(
                                    new TraceFile("mixed", TraceFormat.MQSIM, DEVICE),
                                    (file, deadLetters) ->
                                            SyntheticWorkloads.open("mixed", DEVICE, SEED))) {
                        CaptureFeed.Count count = feed.run(capture, START_NANOS, speed, 0, first);
                        if (second == 0) {
                            return count;
                        }
                        between.call();
                        return feed.run(capture, START_NANOS, speed, 0, second);
                    }
                });
    }

    /** Topics of the results of one run, created; the traffic is that of {@code capture}. */
    Map<String, String> run(String name, String capture) throws Exception {
        Configuration config = new Configuration();
        Map<String, String> options = new LinkedHashMap<>();
        options.put("forebay.source", "KAFKA");
        options.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), state.kafkaAddress());
        options.put(KafkaOptions.CAPTURE_TOPIC.key(), capture);
        options.put(KafkaOptions.TRANSACTION_PREFIX.key(), name);
        // The only partition holds no other back. When an idle one goes on, the watermark follows
        // the subtask that is first to see it, and a window may be shared out without the other.
        options.put(KafkaOptions.IDLE_TIMEOUT.key(), "1 h");
        options.put(KafkaOptions.GROUP.key(), name);
        for (var option :
                List.of(
                        KafkaOptions.COMMANDS_TOPIC,
                        KafkaOptions.ALLOCATIONS_TOPIC,
                        KafkaOptions.ALERTS_TOPIC,
                        KafkaOptions.ALERTS_JSON_TOPIC,
                        KafkaOptions.DEAD_LETTERS_TOPIC,
                        KafkaOptions.LATE_ELEMENTS_TOPIC)) {
            String topic = name + "." + option.key().substring("kafka.topic.".length());
            options.put(option.key(), topic);
            config.set(option, topic);
        }
        config.set(KafkaOptions.CAPTURE_TOPIC, capture);
        var topics = KafkaTopics.from(config).all();
        topics.remove(capture);
        topics().create(topics, 1);
        return options;
    }

    /** What a run writes. */
    RunResults results(Map<String, String> run) {
        return new RunResults(state.kafkaAddress(), run);
    }

    String submit(int parallelism, String savepoint, Map<String, String> options) throws Exception {
        return new FlinkClient(cluster).submit(parallelism, savepoint, options);
    }

    /** Kills a TaskManager that runs tasks of a job, starts it again, and waits for the job. */
    void killTaskManagerOf(String job) throws Exception {
        int restored = flink().restoredCheckpoints(job);
        String resource = flink().taskManagersOf(job).iterator().next();
        String name =
                cluster.processes().stream()
                        .map(ClusterProcesses.Entry::name)
                        .filter(process -> resource.startsWith(process + "-"))
                        .findFirst()
                        .orElseThrow();
        cluster.kill(name);
        up();
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> flink().restoredCheckpoints(job) > restored);
    }

    void awaitState(String job, String expected) {
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(flink().job(job).state()).isEqualTo(expected));
    }

    /** Waits for so many more checkpoints than now. */
    void awaitCheckpoints(String job, int more) throws Exception {
        int before = flink().completedCheckpoints(job);
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(flink().completedCheckpoints(job))
                                        .isGreaterThanOrEqualTo(before + more));
    }

    /**
     * Waits for a metric of an operator. Flink gathers metrics only when it is asked for them: the
     * first answers may be empty.
     */
    FlinkApi.Metric awaitMetric(String job, String name, Predicate<FlinkApi.Metric> isReached) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> {
                            for (FlinkApi.Vertex vertex : flink().vertices(job)) {
                                FlinkApi.Metric metric =
                                        flink().metrics(job, vertex.id()).get(name);
                                if (metric != null) {
                                    return metric;
                                }
                            }
                            return null;
                        },
                        metric -> metric != null && isReached.test(metric));
    }

    /** Waits until so many tags are committed to a topic of commands; returns what is by then. */
    Map<String, List<byte[]>> awaitTags(String topic, long expected) {
        Map<String, List<byte[]>> byTarget = new TreeMap<>();
        try (var committed = new CommittedTopic(state.kafkaAddress(), topic)) {
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .untilAsserted(
                            () -> {
                                committed.readOn(record -> Topics.add(record, byTarget));
                                assertThat(Commands.tags(byTarget))
                                        .isGreaterThanOrEqualTo(expected);
                            });
        }
        return byTarget;
    }

    @Override
    public void close() {
        feeds.shutdownNow();
        down();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}

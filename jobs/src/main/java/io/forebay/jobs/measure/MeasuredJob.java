package io.forebay.jobs.measure;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.jobs.cluster.FlinkApi;
import io.forebay.jobs.cluster.FlinkClient;
import io.forebay.jobs.cluster.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A job on the cluster whose results have topics of their own. Blocking; one thread. */
final class MeasuredJob {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long PAUSE_MILLIS = 100;

    /** What is told of operators. */
    private static final List<String> METRICS =
            List.of(
                    "cacheHits",
                    "cacheMisses",
                    "cacheEvictions",
                    "cacheSize",
                    "writeBacks",
                    "writeBackMillis",
                    "numRecordsIn",
                    "numRecordsOut");

    private final FlinkApi flink;
    private final String id;
    private final Map<String, String> resultTopics;

    private MeasuredJob(FlinkApi flink, String id, Map<String, String> resultTopics) {
        this.flink = flink;
        this.id = id;
        this.resultTopics = resultTopics;
    }

    /**
     * Submits a job.
     *
     * @param name of the run, which its topics begin with
     * @param capture topic with the traffic
     */
    static MeasuredJob submit(
            LocalCluster cluster,
            MeasureTopics topics,
            String name,
            String capture,
            int parallelism,
            Map<String, String> options)
            throws IOException, InterruptedException {
        Map<String, String> results = topics.createResults(name);
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("forebay.source", "KAFKA");
        all.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), cluster.state().kafkaAddress());
        all.put(KafkaOptions.CAPTURE_TOPIC.key(), capture);
        all.put(KafkaOptions.TRANSACTION_PREFIX.key(), name);
        all.put(KafkaOptions.GROUP.key(), name);
        all.putAll(results);
        String id = new FlinkClient(cluster).submit(parallelism, null, all);
        return new MeasuredJob(new FlinkApi(cluster.state().webAddress()), id, results);
    }

    /** Topic of tags, prefetches and model updates. */
    String commandsTopic() {
        return resultTopics.get(KafkaOptions.COMMANDS_TOPIC.key());
    }

    /** Topics of all results. */
    List<String> resultTopics() {
        return List.copyOf(resultTopics.values());
    }

    /**
     * Whether it has come to the end of its input.
     *
     * @throws IOException when it failed
     */
    boolean hasFinished() throws IOException, InterruptedException {
        String state = flink.job(id).state();
        if (state.equals("FAILED") || state.equals("CANCELED")) {
            throw new IOException("the job did not end well: job=" + id + ", state=" + state);
        }
        return state.equals("FINISHED");
    }

    /** Waits until all tasks of the job run. */
    void awaitRunning() throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!flink.isWhollyRunning(id)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IOException("the job does not run in time: job=" + id);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Ends the job. */
    void cancel() throws IOException, InterruptedException {
        flink.cancel(id);
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!flink.job(id).hasEnded()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IOException("the job does not end in time: job=" + id);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Triggers a checkpoint besides those that are due, from any thread. */
    void triggerCheckpoint() {
        try {
            flink.triggerCheckpoint(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a checkpoint was triggered", e);
        }
    }

    /** What its checkpoints were like. */
    FlinkApi.Checkpoints checkpoints() throws IOException, InterruptedException {
        return flink.checkpoints(id);
    }

    /** Some metrics of its operators, sums over the subtasks; fewer while Flink gathers them. */
    Map<String, Double> operatorMetrics() throws IOException, InterruptedException {
        Map<String, Double> metrics = new TreeMap<>();
        for (FlinkApi.Vertex vertex : flink.vertices(id)) {
            flink.metrics(id, vertex.id(), MeasuredJob::isTold)
                    .forEach((name, metric) -> metrics.put(name, metric.sum()));
        }
        return metrics;
    }

    private static boolean isTold(String name) {
        int dot = name.indexOf('.');
        return dot > 0 && METRICS.contains(name.substring(dot + 1));
    }

    /**
     * Whether it ran without interruption.
     *
     * @throws IOException when it failed and began again: what it measured is worth nothing
     */
    void requireUninterrupted() throws IOException, InterruptedException {
        String failure = flink.lastFailure(id);
        if (failure != null) {
            throw new IOException("the job failed meanwhile: job=" + id + ", reason=" + failure);
        }
    }
}

package io.forebay.jobs.measure;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.evaluation.report.Progress;
import io.forebay.jobs.cluster.FlinkApi;
import io.forebay.jobs.cluster.LocalCluster;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures how fast a job works off elements that wait in a topic. Nothing reads its results
 * meanwhile; when each tag was written is read from the topic afterwards.
 */
final class CatchUp {
    private static final long SAMPLE_MILLIS = 250;
    private static final int SAMPLES_PER_METRICS = 40;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final LocalCluster cluster;
    private final MeasureTopics topics;

    CatchUp(LocalCluster cluster, MeasureTopics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    /**
     * Runs a job over all of a topic.
     *
     * @param warmUp elements before those that are measured
     * @param elements that are measured
     * @throws IOException when the job failed or an element was not answered
     */
    MeasureFigures.Throughput run(
            String name,
            String capture,
            int parallelism,
            Map<String, String> options,
            long warmUp,
            long elements,
            Progress progress)
            throws IOException, InterruptedException {
        Map<String, String> bounded = new TreeMap<>(options);
        bounded.put(KafkaOptions.BOUNDED.key(), "true");
        // Kafka's connector fails where it is to pause a partition that has just ended
        // (FLINK-39728).
        bounded.putIfAbsent(KafkaOptions.MAX_DRIFT.key(), "0 ms");
        MeasuredJob job = MeasuredJob.submit(cluster, topics, name, capture, parallelism, bounded);
        var sampler = new ProcessSampler(cluster);
        Map<String, Double> metrics = new TreeMap<>();
        for (int i = 0; !job.hasFinished(); i++) {
            sampler.sample();
            if (i % SAMPLES_PER_METRICS == SAMPLES_PER_METRICS - 1) {
                metrics.putAll(job.operatorMetrics());
            }
            progress.show(
                    name,
                    Math.min(topics.size(job.commandsTopic()), warmUp + elements),
                    warmUp + elements);
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        }
        sampler.sample();
        job.requireUninterrupted();
        MeasureTopics.Written written = topics.commands(job.commandsTopic());
        FlinkApi.Checkpoints checkpoints = job.checkpoints();
        topics.delete(job.resultTopics());
        long[] tags = written.tagMillis();
        if (tags.length != warmUp + elements) {
            throw new IOException(
                    "the job did not answer each element: run="
                            + name
                            + ", elements="
                            + (warmUp + elements)
                            + ", tags="
                            + tags.length);
        }
        long fromMillis = tags[Math.toIntExact(warmUp)];
        long toMillis = tags[tags.length - 1];
        double seconds = Math.max(1, toMillis - fromMillis) / MILLIS_PER_SECOND;
        Map<String, Double> micros = sampler.microsByStage(fromMillis, toMillis);
        micros.replaceAll((stage, used) -> used / elements);
        return new MeasureFigures.Throughput(
                elements / seconds,
                elements,
                seconds,
                (double) written.count() / tags.length,
                micros.values().stream().mapToDouble(Double::doubleValue).sum(),
                micros,
                checkpoints.completed(),
                checkpoints.largestBytes(),
                checkpoints.longestMillis(),
                metrics);
    }
}

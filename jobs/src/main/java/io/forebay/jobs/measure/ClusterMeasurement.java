package io.forebay.jobs.measure;

import io.forebay.evaluation.report.Progress;
import io.forebay.jobs.cluster.ClusterArtifacts;
import io.forebay.jobs.cluster.ClusterFiles;
import io.forebay.jobs.cluster.ClusterSettings;
import io.forebay.jobs.cluster.LocalCluster;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the whole job on clusters of several processes that are started for it: a broker, a
 * JobManager, TaskManagers, no gateway. Each number of functions has a cluster of its own, so that
 * none finds the memory or the files of another. Blocking; one thread.
 */
public final class ClusterMeasurement {
    private static final String CAPTURE = "measure.capture";
    private static final String PREDICTOR = "forebay.predictor.enabled";
    private static final String CACHE = "forebay.cache.functions";
    private static final long SEED = 11;

    /** Event time of the first element that is caught up on. */
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    private final MeasureSettings settings;
    private final Path directory;
    private final ClusterArtifacts artifacts;
    private final Progress progress;

    /**
     * Prepares to measure.
     *
     * @param directory for the clusters' files, a folder for each
     */
    public ClusterMeasurement(
            MeasureSettings settings,
            Path directory,
            ClusterArtifacts artifacts,
            Progress progress) {
        this.settings = settings;
        this.directory = directory;
        this.artifacts = artifacts;
        this.progress = progress;
    }

    /** Measures all cases. */
    public MeasureFigures run() throws IOException, InterruptedException {
        List<MeasureFigures.Case> cases = new ArrayList<>();
        for (int functions : settings.functions()) {
            ClusterFiles files = ClusterFiles.in(directory.resolve("functions-" + functions));
            var cluster = new LocalCluster(files, artifacts);
            // The processes outlive this one, which may be told to end before the last is measured.
            var atExit = new Thread(() -> down(cluster), "cluster-down");
            Runtime.getRuntime().addShutdownHook(atExit);
            try {
                cases.addAll(measure(functions, cluster));
            } finally {
                down(cluster);
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        }
        return new MeasureFigures(cases);
    }

    private static void down(LocalCluster cluster) {
        try {
            cluster.down();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(
                    "the cluster is still up: directory=" + cluster.files().directory(), e);
        }
    }

    private List<MeasureFigures.Case> measure(int functions, LocalCluster cluster)
            throws IOException, InterruptedException {
        cluster.up(
                new ClusterSettings(
                        settings.taskManagers(),
                        settings.slots(),
                        settings.partitions(),
                        0,
                        0,
                        0,
                        settings.flinkOptions(),
                        List.of()),
                line -> {});
        String servers = cluster.state().kafkaAddress();
        List<MeasureFigures.Case> cases = new ArrayList<>();
        try (var topics = new MeasureTopics(servers, settings.partitions())) {
            topics.create(List.of(CAPTURE));
            try (var feed = new ElementFeed(servers, CAPTURE, true);
                    var workload = ManyFunctions.open(shape(functions, settings.eventRate()))) {
                feed.hurry(workload, START_NANOS, settings.warmUp() + settings.elements());
            }
            for (int parallelism : settings.parallelisms()) {
                for (int cache : settings.caches()) {
                    cases.add(measure(functions, parallelism, cache, cluster, topics));
                }
            }
        }
        return cases;
    }

    private MeasureFigures.Case measure(
            int functions, int parallelism, int cache, LocalCluster cluster, MeasureTopics topics)
            throws IOException, InterruptedException {
        String name = "functions-" + functions + ".parallelism-" + parallelism + ".cache-" + cache;
        Map<String, String> options = new LinkedHashMap<>(settings.jobOptions());
        options.put(CACHE, Integer.toString(cache));
        List<Round> rounds = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            String of = settings.rounds() == 1 ? name : name + ".round-" + round;
            rounds.add(round(of, parallelism, options, cluster, topics));
        }
        Round median = median(rounds);
        MeasureFigures.Latency latency = null;
        if (settings.latencySeconds() > 0) {
            double rate =
                    settings.latencyRate() > 0
                            ? settings.latencyRate()
                            : median.on().elementsPerSecond() / 2;
            progress.show(name + ".latency", 0, 1);
            latency =
                    new LatencyRun(cluster, topics)
                            .run(
                                    name + ".latency",
                                    shape(functions, rate),
                                    parallelism,
                                    options,
                                    settings.warmUp(),
                                    settings.settlingSeconds(),
                                    settings.settlingCheckpoints(),
                                    settings.latencySeconds());
            progress.show(name + ".latency", 1, 1);
        }
        Map<String, Long> peaks = ProcessSampler.peakResidentBytes(cluster);
        return new MeasureFigures.Case(
                functions + (settings.hotShare() > 0 ? 1 : 0),
                devices(functions),
                parallelism,
                cache,
                median.on(),
                median.off(),
                median.ratio(),
                settings.withoutPredictor()
                        ? rounds.stream().map(Round::ratio).toList()
                        : List.of(),
                latency,
                peaks.values().stream().mapToLong(Long::longValue).sum(),
                peaks);
    }

    /**
     * With the predictor, then without.
     *
     * @param off null where it is not measured
     */
    private record Round(MeasureFigures.Throughput on, MeasureFigures.Throughput off) {
        double ratio() {
            return off == null ? Double.NaN : on.elementsPerSecond() / off.elementsPerSecond();
        }
    }

    private Round round(
            String name,
            int parallelism,
            Map<String, String> options,
            LocalCluster cluster,
            MeasureTopics topics)
            throws IOException, InterruptedException {
        MeasureFigures.Throughput on =
                catchUp(name + ".on", parallelism, options, true, cluster, topics);
        MeasureFigures.Throughput off =
                settings.withoutPredictor()
                        ? catchUp(name + ".off", parallelism, options, false, cluster, topics)
                        : null;
        return new Round(on, off);
    }

    /** By the ratio, else by the throughput; the lower one of two in the middle. */
    private Round median(List<Round> rounds) {
        return rounds.stream()
                .sorted(
                        Comparator.comparingDouble(
                                settings.withoutPredictor()
                                        ? Round::ratio
                                        : round -> round.on().elementsPerSecond()))
                .skip((rounds.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    private MeasureFigures.Throughput catchUp(
            String name,
            int parallelism,
            Map<String, String> options,
            boolean withPredictor,
            LocalCluster cluster,
            MeasureTopics topics)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put(PREDICTOR, Boolean.toString(withPredictor));
        return new CatchUp(cluster, topics)
                .run(
                        name,
                        CAPTURE,
                        parallelism,
                        all,
                        settings.warmUp(),
                        settings.elements(),
                        progress);
    }

    private int devices(int functions) {
        return (functions + settings.functionsPerDevice() - 1) / settings.functionsPerDevice();
    }

    private ManyFunctions.Shape shape(int functions, double elementsPerSecond) {
        return new ManyFunctions.Shape(
                functions, devices(functions), elementsPerSecond, settings.hotShare(), SEED);
    }
}

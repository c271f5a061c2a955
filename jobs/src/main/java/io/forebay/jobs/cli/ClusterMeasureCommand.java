package io.forebay.jobs.cli;

import io.forebay.evaluation.report.TextPage;
import io.forebay.jobs.cluster.ClusterArtifacts;
import io.forebay.jobs.measure.ClusterMeasurement;
import io.forebay.jobs.measure.MeasureFigures;
import io.forebay.jobs.measure.MeasureSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay cluster measure}: throughput, latency and memory of the whole job. */
@Command(
        name = "measure",
        description = {
            "Starts clusters of its own, has the job work off elements that wait in Kafka, with the predictor and"
                    + " without, then feeds it at half of that rate and measures the time from an element to its tag.",
            "A checkpoint is taken every 60 s, unless -D execution.checkpointing.interval says otherwise.",
            "Clusters that are up are left alone; what it started is gone when it ends."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterMeasureCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--functions",
            paramLabel = "N",
            split = ",",
            defaultValue = "100",
            description =
                    "Functions, of the kinds of the workload 'mixed' in turn; several numbers are measured one after"
                            + " the other, each on a cluster of its own (default: ${DEFAULT-VALUE}).")
    private List<Integer> functions;

    @Option(
            names = "--functions-per-device",
            paramLabel = "N",
            defaultValue = "100",
            description = "Functions of a device (default: ${DEFAULT-VALUE}).")
    private int functionsPerDevice;

    @Option(
            names = "--hot-share",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the traffic that one more function has (default: ${DEFAULT-VALUE}).")
    private double hotShare;

    @Option(
            names = "--event-rate",
            paramLabel = "RATE",
            defaultValue = "20000",
            description =
                    "Elements a second of event time, of all functions together, of those that wait in Kafka"
                            + " (default: ${DEFAULT-VALUE}).")
    private double eventRate;

    @Option(
            names = "--elements",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "Elements that are worked off and measured (default: ${DEFAULT-VALUE}).")
    private long elements;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3000000",
            description = "Elements before these (default: ${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(
            names = "--parallelism",
            paramLabel = "P",
            split = ",",
            defaultValue = "2",
            description =
                    "Parallelism of the job; several are measured (default: ${DEFAULT-VALUE}).")
    private List<Integer> parallelisms;

    @Option(
            names = "--cache",
            paramLabel = "N",
            split = ",",
            defaultValue = "1024",
            description =
                    "Functions a subtask keeps as live objects; several numbers are measured"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<Integer> caches;

    @Option(names = "--no-off", description = "Do not measure the job without its predictor.")
    private boolean noOff;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Times throughput is measured, with and without predictor in turn; the round whose ratio is"
                            + " the median is shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--settling-seconds",
            paramLabel = "S",
            defaultValue = "150",
            description =
                    "Seconds for which the job is fed at the same rate before latency is measured: the compiler"
                            + " needs them (default: ${DEFAULT-VALUE}).")
    private int settlingSeconds;

    @Option(
            names = "--settling-checkpoints",
            paramLabel = "N",
            defaultValue = "25",
            description =
                    "Checkpoints that are triggered meanwhile, besides those that are due: what runs once a checkpoint"
                            + " is slow until it has been compiled, after some twenty of them (default: ${DEFAULT-VALUE}).")
    private int settlingCheckpoints;

    @Option(
            names = "--latency-seconds",
            paramLabel = "S",
            defaultValue = "120",
            description =
                    "Seconds for which latency is measured; 0 for not at all"
                            + " (default: ${DEFAULT-VALUE}).")
    private int latencySeconds;

    @Option(
            names = "--latency-rate",
            paramLabel = "RATE",
            defaultValue = "0",
            description =
                    "Elements a second meanwhile; 0 for half of the throughput (default: ${DEFAULT-VALUE}).")
    private double latencyRate;

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            defaultValue = "1",
            description = "TaskManagers, of 2 GiB each (default: ${DEFAULT-VALUE}).")
    private int taskManagers;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = {
                "Set an option of the job (forebay.…, kafka.…), or an entry of Flink's configuration, such as",
                "taskmanager.memory.process.size=4g."
            })
    private Map<String, String> given = Map.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Keep the clusters' files in this folder, which must be new or empty.")
    private Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON, too.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        MeasureSettings settings = settings();
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw wrong("--json names a file in a folder that does not exist: " + json);
        }
        if (directory != null && Files.exists(directory) && !isEmpty(directory)) {
            throw wrong("--dir is not empty: " + directory);
        }
        Path files = directory == null ? Files.createTempDirectory("forebay-measure-") : directory;
        MeasureFigures figures;
        try (var progress = new EvaluationProgress()) {
            figures =
                    new ClusterMeasurement(
                                    settings, files, ClusterArtifacts.ofThisProcess(), progress)
                            .run();
        } finally {
            if (directory == null) {
                delete(files);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        TextPage.print(MeasurePage.of(figures, settings), out);
        out.flush();
        if (json != null) {
            JsonFiles.write(json, figures);
        }
        return 0;
    }

    private MeasureSettings settings() {
        Map<String, String> flinkOptions = new LinkedHashMap<>();
        flinkOptions.put("taskmanager.memory.process.size", "2g");
        flinkOptions.put("taskmanager.memory.managed.size", "384m");
        flinkOptions.put("execution.checkpointing.interval", "60 s");
        Map<String, String> jobOptions = new LinkedHashMap<>();
        given.forEach(
                (key, value) -> {
                    boolean isOfJob = key.startsWith("forebay.") || key.startsWith("kafka.");
                    (isOfJob ? jobOptions : flinkOptions).put(key, value);
                });
        try {
            return new MeasureSettings(
                    functions,
                    functionsPerDevice,
                    hotShare,
                    eventRate,
                    warmUp,
                    elements,
                    parallelisms,
                    caches,
                    !noOff,
                    rounds,
                    settlingSeconds,
                    settlingCheckpoints,
                    latencySeconds,
                    latencyRate,
                    taskManagers,
                    partitions,
                    flinkOptions,
                    jobOptions);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(root)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package io.forebay.jobs.cli;

import io.forebay.evaluation.report.Column;
import io.forebay.evaluation.report.Page;
import io.forebay.evaluation.report.Section;
import io.forebay.evaluation.report.Table;
import io.forebay.jobs.run.ThroughputEvaluation;
import io.forebay.jobs.run.ThroughputFigures;
import io.forebay.jobs.run.ThroughputWorkload;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate throughput}: the job's topology with its predictor and without. */
@Command(
        name = "throughput",
        description = {
            "Runs the job's topology in this process, from a workload read as fast as possible to sinks that discard,"
                    + " with the predictor and without in turn, and tells elements per second and CPU time of each."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateThroughputCommand implements Callable<Integer> {
    private static final String DEFAULT_SYNTHETIC = "mixed";
    private static final long DEFAULT_SYNTHETIC_ELEMENTS = 500_000;
    private static final int MOST_PARALLELISM = 32;
    private static final int MOST_REPEATS = 1_000;
    private static final long MOST_BUFFER_TIMEOUT_MILLIS = 10_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Read a trace or capture; gzip is understood.")
    private Path trace;

    @Mixin private TraceFormatOption format = new TraceFormatOption();

    @Option(
            names = "--synthetic",
            paramLabel = "NAME",
            completionCandidates = WorkloadOptions.SyntheticNames.class,
            description = {
                "Read a synthetic workload: ${COMPLETION-CANDIDATES}; 500,000 elements without --limit.",
                "Without --trace, 'mixed' is read."
            })
    private String synthetic;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the synthetic workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--parallelism",
            paramLabel = "P",
            defaultValue = "1",
            description = "Parallelism of the job (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--buffer-timeout",
            paramLabel = "MILLIS",
            defaultValue = "0",
            description = {
                "How long a record may wait to travel with others between tasks (default: ${DEFAULT-VALUE}, as in a live run);",
                "more gives throughput for delay."
            })
    private long bufferTimeoutMillis;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "5",
            description = {
                "Runs of each kind before those that are measured (default: ${DEFAULT-VALUE});",
                "the shorter the workload, the more the compiler needs."
            })
    private int warmUps;

    @Option(
            names = "--repeat",
            paramLabel = "R",
            defaultValue = "5",
            description =
                    "Measured runs of each kind; medians are told (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        options.validate();
        validate();
        Path directory = Files.createTempDirectory("forebay-throughput-");
        ThroughputFigures figures;
        try (var progress = new EvaluationProgress()) {
            figures =
                    ThroughputEvaluation.run(
                            workload(),
                            parallelism,
                            bufferTimeoutMillis,
                            warmUps,
                            repeats,
                            directory,
                            progress);
        } finally {
            // Flink may still be at its own files in there, which is no trouble.
            FileUtils.deleteDirectoryQuietly(directory.toFile());
        }
        options.publish(page(figures), figures);
        return 0;
    }

    private void validate() {
        if (trace != null && synthetic != null) {
            throw wrong("--trace and --synthetic exclude each other");
        }
        if (format.isGiven() && trace == null) {
            throw wrong("--format needs --trace");
        }
        if (synthetic != null && !SyntheticWorkloads.names().contains(synthetic)) {
            throw wrong("--synthetic must be one of " + SyntheticWorkloads.names());
        }
        if (parallelism < 1 || parallelism > MOST_PARALLELISM) {
            throw wrong("--parallelism must be from 1 to " + MOST_PARALLELISM + ": " + parallelism);
        }
        if (bufferTimeoutMillis < 0 || bufferTimeoutMillis > MOST_BUFFER_TIMEOUT_MILLIS) {
            throw wrong(
                    "--buffer-timeout must be from 0 to "
                            + MOST_BUFFER_TIMEOUT_MILLIS
                            + ": "
                            + bufferTimeoutMillis);
        }
        if (warmUps < 0 || warmUps > MOST_REPEATS) {
            throw wrong("--warm-up must be from 0 to " + MOST_REPEATS + ": " + warmUps);
        }
        if (repeats < 1 || repeats > MOST_REPEATS) {
            throw wrong("--repeat must be from 1 to " + MOST_REPEATS + ": " + repeats);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private ThroughputWorkload workload() throws IOException {
        if (trace == null) {
            return new ThroughputWorkload(
                    synthetic == null ? DEFAULT_SYNTHETIC : synthetic,
                    null,
                    seed,
                    options.limit() == 0 ? DEFAULT_SYNTHETIC_ELEMENTS : options.limit());
        }
        return new ThroughputWorkload(
                trace.toAbsolutePath().toString(), format.of(trace), seed, options.limit());
    }

    private Page page(ThroughputFigures figures) {
        Table table =
                Table.of(
                                Column.text("predictor"),
                                Column.count("elements/s"),
                                Column.count("CPU ns/element"))
                        .row(
                                "on",
                                figures.predictorOn().elementsPerSecond(),
                                figures.predictorOn().cpuNanosPerElement())
                        .row(
                                "off",
                                figures.predictorOff().elementsPerSecond(),
                                figures.predictorOff().cpuNanosPerElement())
                        .build();
        return new Page(
                String.format(
                        Locale.ROOT,
                        "throughput of %s: %,d elements, parallelism %d, medians of %d runs each",
                        figures.workload(),
                        figures.elements(),
                        figures.parallelism(),
                        figures.repeats()),
                options.commandLine(),
                List.of(
                        Section.of("Whole topology")
                                .note(
                                        String.format(
                                                Locale.ROOT,
                                                "With the predictor the topology has %.3f times the elements per second it has without.",
                                                figures.ratio()))
                                .note(
                                        "elements/s: on the wall, from the first element read to the last command"
                                                + " discarded. CPU: the whole process in that time.")
                                .table(table)
                                .build()));
    }
}

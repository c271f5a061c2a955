package io.forebay.jobs.cli;

import io.forebay.evaluation.anomaly.inject.InjectionEvaluation;
import io.forebay.evaluation.anomaly.inject.InjectionFigures;
import io.forebay.evaluation.anomaly.inject.InjectionPage;
import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.evaluation.report.Page;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay evaluate injection}: anomalies put into a trace, and who finds them. */
@Command(
        name = "injection",
        description = {
            "Puts anomalies of known shapes into the second half of a trace and tells which the job's detector and"
                    + " references find, how soon, and how many false alerts there are without them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateInjectionCommand implements Callable<Integer> {
    private static final String DEVICE = "synthetic";
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_WINDOW_MILLIS = 3_600_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "A block, Ethernet or TLP trace; gzip is understood.")
    private Path trace;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description =
                    "One of ${COMPLETION-CANDIDATES}; without it, the file's beginning tells.")
    private TraceFormat format;

    @Option(
            names = "--synthetic",
            paramLabel = "NAME",
            description = "A synthetic workload instead of a trace.")
    private String synthetic;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Length of a synthetic workload (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Chooses where anomalies go (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "5",
            description = "Anomalies of each shape at most (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--window",
            paramLabel = "MILLIS",
            defaultValue = "100",
            description = "Length of a window (default: ${DEFAULT-VALUE}, as in the job).")
    private int windowMillis;

    @Mixin private EvaluationOptions options = new EvaluationOptions();

    @Override
    public Integer call() throws Exception {
        options.validate();
        if ((trace == null) == (synthetic == null)) {
            throw wrong("name either --trace or --synthetic");
        }
        requireBetween("--duration", seconds, MOST_SECONDS);
        requireBetween("--count", count, 1_000);
        requireBetween("--window", windowMillis, MOST_WINDOW_MILLIS);
        List<TrafficElement> elements = new ArrayList<>(trace == null ? generated() : read());
        elements.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        Path name = trace == null ? null : trace.getFileName();
        InjectionFigures figures;
        try (var progress = new EvaluationProgress()) {
            figures =
                    InjectionEvaluation.run(
                            name == null ? "synthetic " + synthetic : name.toString(),
                            elements,
                            new WindowGrid(windowMillis),
                            seed,
                            count,
                            progress);
        }
        options.publish(
                new Page(
                        InjectionPage.title(figures),
                        options.commandLine(),
                        InjectionPage.sections(figures)),
                figures);
        return 0;
    }

    private List<TrafficElement> read() throws IOException {
        return RequestTrace.read(
                        trace,
                        format == null ? DetectedFormat.of(trace, spec) : format,
                        0,
                        options.limit())
                .requests();
    }

    private List<TrafficElement> generated() throws IOException {
        if (!SyntheticWorkloads.names().contains(synthetic)) {
            throw wrong(
                    "--synthetic must be one of " + SyntheticWorkloads.names() + ": " + synthetic);
        }
        var elements = new ArrayList<TrafficElement>();
        try (TraceReader reader = SyntheticWorkloads.open(synthetic, DEVICE, seed)) {
            TrafficElement element = reader.next();
            while (element != null && isWithin(element, elements)) {
                elements.add(element);
                element = reader.next();
            }
        }
        return elements;
    }

    private boolean isWithin(TrafficElement element, List<TrafficElement> before) {
        return before.isEmpty()
                || element.getEventTimeNanos() - before.get(0).getEventTimeNanos()
                        < seconds * NANOS_PER_SECOND;
    }

    private void requireBetween(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(option + " must be from 1 to " + most + ": " + value);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

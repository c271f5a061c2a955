package io.forebay.jobs.cli;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Into which traffic anomalies are put, and how many. */
final class InjectionOptions {
    /** All that makes sense only here. */
    static final List<String> NAMES =
            List.of(
                    "--trace",
                    "--format",
                    "--synthetic",
                    "--duration",
                    "--seed",
                    "--count",
                    "--window",
                    "--limit");

    private static final String DEVICE = "synthetic";
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_COUNT = 1_000;
    private static final int MOST_WINDOW_MILLIS = 3_600_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private TraceListOptions traces = new TraceListOptions();

    @Option(
            names = "--synthetic",
            paramLabel = "NAME",
            completionCandidates = WorkloadOptions.SyntheticNames.class,
            description =
                    "A synthetic workload, too, or instead of traces: ${COMPLETION-CANDIDATES}. May"
                            + " be given several times.")
    private List<String> synthetics = new ArrayList<>();

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
            description =
                    "Of synthetic workloads, and of where anomalies go (default:"
                            + " ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Anomalies of each shape in each trace at most (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--window",
            paramLabel = "MILLIS",
            defaultValue = "100",
            description = "Length of a window (default: ${DEFAULT-VALUE}, as in the job).")
    private int windowMillis;

    /** Opens traffic when its turn has come. */
    interface Opener {
        List<TrafficElement> open() throws IOException;
    }

    /**
     * Traffic that anomalies are put into.
     *
     * @param opener gives its elements in the order of time
     */
    record Traffic(String name, Opener opener) {}

    /** Fails, as a wrong call, unless the options can be followed. */
    void validate() {
        traces.validate();
        for (String synthetic : synthetics) {
            if (!SyntheticWorkloads.names().contains(synthetic)) {
                throw wrong(
                        "--synthetic knows "
                                + String.join(", ", SyntheticWorkloads.names())
                                + ": "
                                + synthetic);
            }
        }
        requireBetween("--duration", seconds, MOST_SECONDS);
        requireBetween("--count", count, MOST_COUNT);
        requireBetween("--window", windowMillis, MOST_WINDOW_MILLIS);
    }

    private void requireBetween(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(option + " must be from 1 to " + most + ": " + value);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * All that was named, traces first.
     *
     * @param limit elements of each at most, 0 for all
     */
    List<Traffic> traffic(long limit) {
        var all = new ArrayList<Traffic>();
        for (Path trace : traces.traces()) {
            int place = all.size();
            Path name = trace.getFileName();
            all.add(
                    new Traffic(
                            name == null ? trace.toString() : name.toString(),
                            () -> read(trace, place, limit)));
        }
        for (String synthetic : synthetics) {
            all.add(new Traffic("synthetic " + synthetic, () -> generate(synthetic, limit)));
        }
        return all;
    }

    private List<TrafficElement> read(Path trace, int place, long limit) throws IOException {
        RequestTrace read = RequestTrace.read(trace, traces.formatOf(place), 0, limit);
        var elements = new ArrayList<>(read.requests());
        elements.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        return elements;
    }

    private List<TrafficElement> generate(String synthetic, long limit) throws IOException {
        var elements = new ArrayList<TrafficElement>();
        try (TraceReader reader = SyntheticWorkloads.open(synthetic, DEVICE, seed)) {
            TrafficElement element = reader.next();
            long endNanos = element.getEventTimeNanos() + seconds * NANOS_PER_SECOND;
            while (element != null
                    && element.getEventTimeNanos() < endNanos
                    && (limit == 0 || elements.size() < limit)) {
                elements.add(element);
                element = reader.next();
            }
        }
        return elements;
    }

    WindowGrid grid() {
        return new WindowGrid(windowMillis);
    }

    long seed() {
        return seed;
    }

    int count() {
        return count;
    }
}

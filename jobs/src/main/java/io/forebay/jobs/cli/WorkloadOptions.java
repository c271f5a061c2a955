package io.forebay.jobs.cli;

import io.forebay.jobs.run.Speed;
import io.forebay.schemas.DeadLetter;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.Traces;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which traffic the emulated device carries, and how fast. Shared by the commands that start a
 * gateway.
 */
public final class WorkloadOptions {
    private static final String DEFAULT_SYNTHETIC = "mixed";
    private static final double DEFAULT_SYNTHETIC_SECONDS = 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Replay a trace or capture; gzip is understood.")
    private Path trace;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description = "Format of the trace: ${COMPLETION-CANDIDATES}.")
    private TraceFormat format;

    @Option(
            names = "--synthetic",
            paramLabel = "NAME",
            completionCandidates = SyntheticNames.class,
            description =
                    "Run a synthetic workload: ${COMPLETION-CANDIDATES}. Without --trace, 'mixed' is run.")
    private String synthetic;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of the synthetic workload and of the models (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--speed",
            paramLabel = "N|max",
            defaultValue = "1",
            converter = SpeedConverter.class,
            description = {
                "How fast the device's clock runs against the wall clock (default: ${DEFAULT-VALUE}).",
                "'max' runs in virtual time, as fast as the machine can, and gives the same report each time."
            })
    private Speed speed;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            description = {
                "Stop after this many seconds of the device's time; 0 runs until stopped or until the trace ends.",
                "Default: 60 for a synthetic workload, 0 for a trace."
            })
    private Double durationSeconds;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Stop after this many elements; 0 has no limit (default: ${DEFAULT-VALUE}).")
    private long limit;

    /** Fails, as a wrong call, unless the options make sense together. */
    public void validate() {
        if (trace != null && synthetic != null) {
            throw wrong("--trace and --synthetic exclude each other");
        }
        if (format != null && trace == null) {
            throw wrong("--format needs --trace");
        }
        if (durationSeconds != null && !(durationSeconds >= 0 && durationSeconds <= 1e9)) {
            throw wrong("--duration must be from 0 to 1e9 seconds: " + durationSeconds);
        }
        if (limit < 0) {
            throw wrong("--limit must not be negative: " + limit);
        }
        if (trace == null && !SyntheticWorkloads.names().contains(syntheticName())) {
            throw wrong(
                    "--synthetic knows "
                            + String.join(", ", SyntheticWorkloads.names())
                            + ": "
                            + synthetic);
        }
        if (trace == null && speed.isMax() && durationNanos() == 0 && limit == 0) {
            throw wrong("a synthetic workload never ends: --speed max needs --duration or --limit");
        }
    }

    /** Whether a workload was named. */
    public boolean isNamed() {
        return trace != null || synthetic != null;
    }

    /** These options as arguments of another command. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (trace != null) {
            arguments.addAll(List.of("--trace", trace.toAbsolutePath().toString()));
        }
        if (format != null) {
            arguments.addAll(List.of("--format", format.label()));
        }
        if (trace == null) {
            arguments.addAll(List.of("--synthetic", syntheticName()));
        }
        arguments.addAll(List.of("--seed", Long.toString(seed)));
        arguments.addAll(List.of("--speed", speed.toString()));
        if (durationSeconds != null) {
            arguments.addAll(List.of("--duration", durationSeconds.toString()));
        }
        arguments.addAll(List.of("--limit", Long.toString(limit)));
        return arguments;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * Opens the workload; dead letters of a trace go to {@code deadLetters} on the reading thread.
     */
    public TraceReader open(Consumer<DeadLetter> deadLetters) throws IOException {
        return open(deviceName(), deadLetters);
    }

    /** The same with functions of another device. */
    public TraceReader open(String device, Consumer<DeadLetter> deadLetters) throws IOException {
        if (trace == null) {
            return SyntheticWorkloads.open(syntheticName(), device, seed);
        }
        return Traces.open(trace, resolvedFormat(), device, deadLetters);
    }

    /** Limit of the device's time that was given, 0 for none. */
    public long givenDurationNanos() {
        return durationSeconds == null ? 0 : durationNanos();
    }

    public String deviceName() {
        return trace == null ? "forebay0" : Traces.deviceNameOf(trace);
    }

    /** The workload in a few words, for reports. */
    public String describe() throws IOException {
        return trace == null
                ? "synthetic " + syntheticName()
                : resolvedFormat().label() + " trace " + trace.getFileName();
    }

    private TraceFormat resolvedFormat() throws IOException {
        if (format != null) {
            return format;
        }
        return DetectedFormat.of(trace, spec);
    }

    private String syntheticName() {
        return synthetic == null ? DEFAULT_SYNTHETIC : synthetic;
    }

    public long seed() {
        return seed;
    }

    public Speed speed() {
        return speed;
    }

    /** Limit of the device's time, 0 for none. */
    public long durationNanos() {
        double seconds =
                durationSeconds != null
                        ? durationSeconds
                        : trace == null ? DEFAULT_SYNTHETIC_SECONDS : 0;
        return Math.round(seconds * 1e9);
    }

    /** Limit of elements, 0 for none. */
    public long limit() {
        return limit;
    }

    /** Names for the usage help. */
    static final class SyntheticNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SyntheticWorkloads.names().iterator();
        }
    }
}

package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Traces and their formats, for commands that take several. */
final class TraceListOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "A trace or capture; gzip is understood. May be given several times.")
    private List<Path> traces = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description = {
                "Format of each --trace, in their order, or one for all: ${COMPLETION-CANDIDATES}.",
                "Without it, the files' beginnings tell."
            })
    private List<TraceFormat> formats = new ArrayList<>();

    /** Fails, as a wrong call, unless the options make sense together. */
    void validate() {
        if (traces.isEmpty() && !formats.isEmpty()) {
            throw wrong("--format needs --trace");
        }
        if (formats.size() > 1 && formats.size() != traces.size()) {
            throw wrong(
                    "--format is given once, or once for each --trace: traces="
                            + traces.size()
                            + ", formats="
                            + formats.size());
        }
    }

    /** The traces in the order they were named. */
    List<Path> traces() {
        return traces;
    }

    /** The format of a trace, by its place in {@link #traces()}. */
    TraceFormat formatOf(int trace) throws IOException {
        return formats.isEmpty()
                ? DetectedFormat.of(traces.get(trace), spec)
                : formats.get(formats.size() == 1 ? 0 : trace);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

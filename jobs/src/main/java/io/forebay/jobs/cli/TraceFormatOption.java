package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The format of a trace, which its beginning tells where the command line does not. */
final class TraceFormatOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = TraceFormatConverter.class,
            completionCandidates = FormatNames.class,
            description =
                    "One of ${COMPLETION-CANDIDATES}; without it, the file's beginning tells.")
    private TraceFormat format;

    /** Whether the command line names it. */
    boolean isGiven() {
        return format != null;
    }

    /**
     * The format of a trace.
     *
     * @throws ParameterException as a wrong call, where nothing tells
     */
    TraceFormat of(Path trace) throws IOException {
        return format != null ? format : DetectedFormat.of(trace, spec);
    }
}

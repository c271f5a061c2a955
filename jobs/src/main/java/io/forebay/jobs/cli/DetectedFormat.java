package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceFormatDetector;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The format of a trace that is named without one. */
final class DetectedFormat {
    private DetectedFormat() {}

    /**
     * What the file's beginning tells.
     *
     * @throws ParameterException as a wrong call of {@code spec}, when it does not tell
     */
    static TraceFormat of(Path file, CommandSpec spec) throws IOException {
        return TraceFormatDetector.detect(file)
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "cannot tell the format of "
                                                + file
                                                + "; name it with --format"));
    }
}

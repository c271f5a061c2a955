package io.forebay.evaluation.mix;

import static java.util.Objects.requireNonNull;

import io.forebay.traces.TraceFormat;
import java.nio.file.Path;

/** A trace to mix: its name in reports, its file and the format of the file. */
public record MixTrace(String name, Path file, TraceFormat format) {
    public MixTrace {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(format, "format");
    }
}

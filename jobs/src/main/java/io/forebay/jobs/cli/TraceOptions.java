package io.forebay.jobs.cli;

import io.forebay.evaluation.replay.RequestTrace;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which trace is evaluated. Shared by the {@code evaluate} commands that replay one trace. */
final class TraceOptions {
    private static final long MOST_SHIFT_SECTORS = 1L << 32;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            required = true,
            description = "The trace or capture; gzip is understood.")
    private Path trace;

    @Mixin private TraceFormatOption format = new TraceFormatOption();

    @Option(
            names = "--shift-sectors",
            paramLabel = "S",
            defaultValue = "0",
            description = {
                "Added to each address of a block trace, for partitions that do not begin at a multiple of 4 KiB",
                "(default: ${DEFAULT-VALUE})."
            })
    private long shiftSectors;

    /** Fails, as a wrong call, unless the options can be followed. */
    void validate() {
        if (shiftSectors < 0 || shiftSectors > MOST_SHIFT_SECTORS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--shift-sectors must be from 0 to "
                            + MOST_SHIFT_SECTORS
                            + ": "
                            + shiftSectors);
        }
    }

    /** Sectors added to each address. */
    long shiftSectors() {
        return shiftSectors;
    }

    /**
     * The first requests of the trace.
     *
     * @param limit requests at most, 0 for all
     */
    RequestTrace read(long limit) throws IOException {
        RequestTrace requests = RequestTrace.read(trace, format.of(trace), shiftSectors, limit);
        if (requests.size() == 0) {
            throw new IOException(
                    "no request can be read from the trace: file="
                            + trace
                            + ", refused="
                            + requests.refused());
        }
        return requests;
    }
}

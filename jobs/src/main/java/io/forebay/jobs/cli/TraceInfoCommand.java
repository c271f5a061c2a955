package io.forebay.jobs.cli;

import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forebay trace info}: what is in a trace. */
@Command(
        name = "info",
        description =
                "Tells what is in a trace: functions, operations, bytes, time span, bad records.",
        mixinStandardHelpOptions = true)
final class TraceInfoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The trace or capture; gzip is understood.")
    private Path file;

    @Mixin private TraceFormatOption format = new TraceFormatOption();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        TraceFormat known = format.of(file);
        TraceSummary summary = TraceSummary.of(file, known);
        PrintWriter out = spec.commandLine().getOut();
        TraceInfoPrinter.print(summary, known, file, out);
        out.flush();
        if (json != null) {
            JsonFiles.write(json, summary);
        }
        return 0;
    }
}

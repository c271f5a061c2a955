package io.forebay.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about traces and captures. */
@Command(
        name = "trace",
        description = "Looks at traces and captures.",
        mixinStandardHelpOptions = true,
        subcommands = TraceInfoCommand.class)
public final class TraceCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: info");
    }
}

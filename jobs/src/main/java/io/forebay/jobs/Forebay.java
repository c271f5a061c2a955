package io.forebay.jobs;

import io.forebay.jobs.cli.ClusterCommand;
import io.forebay.jobs.cli.EvaluateCommand;
import io.forebay.jobs.cli.FailureReporter;
import io.forebay.jobs.cli.GatewayCommand;
import io.forebay.jobs.cli.RunCommand;
import io.forebay.jobs.cli.TraceCommand;
import io.forebay.jobs.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code forebay} command line. Exit code 0 is success, 1 a failure, 2 a wrong call. */
@Command(
        name = "forebay",
        description = "Predictive traffic shaping for I/O.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            EvaluateCommand.class,
            GatewayCommand.class,
            ClusterCommand.class,
            TraceCommand.class
        })
public final class Forebay implements Runnable {
    @Spec private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all its commands. */
    static CommandLine commandLine() {
        return new CommandLine(new Forebay())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureReporter());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

package io.forebay.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about a gateway alone. */
@Command(
        name = "gateway",
        description = "Runs and inspects a gateway without a job.",
        mixinStandardHelpOptions = true,
        subcommands = {
            GatewayServeCommand.class,
            GatewayStatusCommand.class,
            GatewayDumpCommand.class,
            GatewayResetCommand.class,
            GatewayLoggingCommand.class
        })
public final class GatewayCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: serve, status, dump, reset or logging");
    }
}

package io.forebay.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands that hold models and policies against references. */
@Command(
        name = "evaluate",
        description = "Holds models and policies against references on traces.",
        mixinStandardHelpOptions = true,
        subcommands = {
            EvaluatePredictionCommand.class,
            EvaluatePrefetchCommand.class,
            EvaluatePriorityCommand.class,
            EvaluateAllocationCommand.class,
            EvaluateAnomalyCommand.class,
            EvaluateThroughputCommand.class
        })
public final class EvaluateCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
}

package io.forebay.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about a cluster of several processes on this machine. */
@Command(
        name = "cluster",
        description =
                "Runs Kafka, Flink and a gateway as processes of this machine, and jobs on them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ClusterUpCommand.class,
            ClusterSubmitCommand.class,
            ClusterStatusCommand.class,
            ClusterSavepointCommand.class,
            ClusterPolicyCommand.class,
            ClusterFeedCommand.class,
            ClusterDownCommand.class,
            ClusterMeasureCommand.class
        })
public final class ClusterCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: up, submit, status, savepoint, policy, feed, down or measure");
    }
}

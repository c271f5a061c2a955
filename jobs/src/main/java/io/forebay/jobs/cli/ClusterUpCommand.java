package io.forebay.jobs.cli;

import io.forebay.jobs.cluster.ClusterSettings;
import io.forebay.jobs.cluster.LocalCluster;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay cluster up}: starts what does not run, and returns when all of it answers. */
@Command(
        name = "up",
        description = {
            "Starts a Kafka broker, a JobManager, TaskManagers and a gateway, each a process of its own, on the"
                    + " loopback address.",
            "Where a cluster is up, what ended is started again, as it was started first."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClusterUpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options = new ClusterOptions();

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            defaultValue = "2",
            description = "TaskManagers, of 1 GiB each (default: ${DEFAULT-VALUE}).")
    private int taskManagers;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description = "Slots of a TaskManager (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of each topic that is created (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the broker; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--web-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Port of Flink's web UI; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int webPort;

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the gateway; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int gatewayPort;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            defaultValue = "mixed",
            description =
                    "Synthetic workload of the gateway; it starts with the first job that captures it"
                            + " (default: ${DEFAULT-VALUE}).")
    private String workload;

    @Option(names = "--no-gateway", description = "Start no gateway.")
    private boolean noGateway;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "Set an entry of Flink's configuration, such as execution.checkpointing.interval=1s.")
    private Map<String, String> flinkOptions = Map.of();

    @Override
    public Integer call() throws Exception {
        if (taskManagers < 1 || slots < 1 || partitions < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--task-managers, --slots and --partitions must be above 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        LocalCluster cluster = options.cluster();
        var settings =
                new ClusterSettings(
                        taskManagers,
                        slots,
                        partitions,
                        kafkaPort,
                        webPort,
                        gatewayPort,
                        flinkOptions,
                        gatewayArguments());
        cluster.up(
                settings,
                line -> {
                    out.println(line);
                    out.flush();
                });
        out.println("ready      files in " + cluster.files().directory());
        out.flush();
        return 0;
    }

    private List<String> gatewayArguments() {
        if (noGateway) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>(List.of("--synthetic", workload));
        arguments.addAll(List.of("--duration", "0"));
        // A job that outlives its gateway has seen the time up to which it ran.
        arguments.add("--from-now");
        // It listens on the loopback address, which only this machine reaches.
        arguments.add("--plaintext");
        return arguments;
    }
}

package io.forebay.jobs.cli;

import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay gateway serve}: an emulated offload engine alone, for jobs that run elsewhere. */
@Command(
        name = "serve",
        description = {
            "Serves an emulated offload engine with a workload until the workload ends or the process is stopped.",
            "The workload starts with the first job that captures it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GatewayServeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private GatewayOptions options = new GatewayOptions();
    @Mixin private GatewayTlsOptions tls = new GatewayTlsOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on; with TLS any, such as 0.0.0.0 (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--max-commands",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Commands a client may send in a second (default: ${DEFAULT-VALUE}).")
    private int commandsPerSecond;

    @Option(
            names = "--max-messages",
            paramLabel = "N",
            defaultValue = "50000",
            description =
                    "Calls and messages a client may send in a second (default: ${DEFAULT-VALUE}).")
    private int messagesPerSecond;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "128",
            description = "Connections of all clients open at a time (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7420",
            description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the gateway's report as JSON.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        GatewaySettings settings = settings();
        WorkloadOptions workload = options.workload();
        PrintWriter out = spec.commandLine().getOut();
        try (var interrupt = new Interrupt();
                GatewayServer gateway = GatewayServer.start(settings, workload::open)) {
            interrupt.whenAsked(gateway::endWorkload);
            out.println("workload   " + workload.describe() + ", speed " + workload.speed());
            out.println("gateway    " + gateway.target());
            out.flush();
            gateway.awaitWorkloadEnd();
            if (json != null) {
                JsonFiles.write(json, gateway.report());
            }
            String failure = gateway.report().failure();
            out.println(failure == null ? "the workload has ended" : "failed: " + failure);
            out.flush();
            return failure == null ? 0 : 1;
        }
    }

    private GatewaySettings settings() {
        GatewaySettings.Builder settings = options.builder();
        TransportSecurity security = tls.security();
        try {
            TransportLimits defaults = TransportLimits.defaults();
            TransportLimits limits =
                    defaults.withClientRates(messagesPerSecond, commandsPerSecond)
                            .withConnections(
                                    maxConnections,
                                    defaults.maxConnectionsPerSecond(),
                                    defaults.refusalsPerSecond());
            return settings.host(host)
                    .port(port)
                    .security(security)
                    .transportLimits(limits)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}

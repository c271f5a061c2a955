package io.forebay.jobs.cli;

import io.forebay.gateway.GatewayMetrics;
import io.forebay.gateway.GatewayProgress;
import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Liveness;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity;
import io.forebay.schemas.DeadLetter;
import io.forebay.traces.FromNowTraceReader;
import io.forebay.traces.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;
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
            "Serves an emulated offload engine with a workload until the workload has ended and its jobs"
                    + " have read it to the end, or the process is stopped.",
            "The workload starts with the first job that captures it. With --host-interface or"
                    + " --host-file this Linux",
            "host is the hardware instead."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GatewayServeCommand implements Callable<Integer> {
    /** Longest wait, once the workload has ended, for jobs that are behind. */
    private static final Duration CLIENTS_END = Duration.ofMinutes(1);

    private static final long PAUSE_MILLIS = 50;
    private static final Set<String> OUTSIDE_FILES = Set.of("--config", "--help", "--version");

    @Spec private CommandSpec spec;
    @Mixin private ConfigOptions configuration = new ConfigOptions();
    @Mixin private GatewayOptions options = new GatewayOptions();
    @Mixin private GatewayTlsOptions tls = new GatewayTlsOptions();
    @Mixin private HostOptions hostHardware = new HostOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on; with TLS any, such as 0.0.0.0 (default:"
                            + " ${DEFAULT-VALUE}).")
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
            names = "--state-dir",
            paramLabel = "DIR",
            description = {
                "Where to keep what must outlive this process: the highest election id seen, and",
                "how far earlier captures went (default: a temporary directory)."
            })
    private Path stateDirectory;

    @Option(
            names = "--from-now",
            description = {
                "The workload's first element happens now, the others keep their distance: the device's clock goes on",
                "when the gateway is started again. Not with --speed max."
            })
    private boolean fromNow;

    @Option(
            names = "--controller-timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description =
                    "Silence after which a controller is reported as silent (default:"
                            + " ${DEFAULT-VALUE}).")
    private double controllerTimeoutSeconds;

    @Mixin private GatewayMetricsOptions metrics = new GatewayMetricsOptions();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the gateway's report as JSON.")
    private Path json;

    private GatewaySettings settings(Path rings) {
        GatewaySettings.Builder settings =
                hostHardware.isGiven()
                        ? hostHardware.builder(options.workload())
                        : options.builder(rings);
        if (stateDirectory != null) {
            settings.stateDirectory(stateDirectory);
        }
        TransportSecurity security = tls.security();
        try {
            return settings.host(host)
                    .port(port)
                    .security(security)
                    .transportLimits(limits())
                    .liveness(
                            new Liveness(
                                    Liveness.defaults().heartbeatInterval(),
                                    Duration.ofMillis(
                                            Math.round(1_000 * controllerTimeoutSeconds))))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TransportLimits limits() {
        TransportLimits defaults = TransportLimits.defaults();
        return defaults.withClientRates(messagesPerSecond, commandsPerSecond)
                .withConnections(
                        maxConnections,
                        defaults.maxConnectionsPerSecond(),
                        defaults.refusalsPerSecond());
    }

    @Override
    public Integer call() throws Exception {
        takeFrom(configuration.file());
        if (fromNow && options.workload().speed().isMax()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--speed max runs in virtual time, which has no --from-now");
        }
        try (RingOptions.Place rings = options.rings().open()) {
            return serve(rings.path());
        }
    }

    /** Keys by which a file sets the options of this command. */
    static Set<String> fileKeys() {
        Set<String> keys = new TreeSet<>();
        for (var option : CommandSpec.forAnnotatedObject(new GatewayServeCommand()).options()) {
            if (!OUTSIDE_FILES.contains(option.longestName())) {
                keys.add(ConfigOptions.GATEWAY_PREFIX + option.longestName().substring(2));
            }
        }
        return keys;
    }

    /**
     * Reads the command line again, with what the file says where it says nothing. A provider of
     * defaults would be asked for the help, too, which a file that cannot be read must not spoil,
     * and could not name the file of a wrong value.
     */
    private void takeFrom(ConfigFile file) {
        CommandLine.ParseResult given = spec.commandLine().getParseResult();
        List<String> arguments = new ArrayList<>();
        file.values()
                .forEach(
                        (key, value) -> {
                            if (key.startsWith(ConfigOptions.GATEWAY_PREFIX)) {
                                String name =
                                        "--" + key.substring(ConfigOptions.GATEWAY_PREFIX.length());
                                if (!given.hasMatchedOption(name)) {
                                    arguments.add(name + "=" + value);
                                }
                            }
                        });
        if (arguments.isEmpty()) {
            return;
        }
        given.matchedOptions()
                .forEach(
                        option ->
                                option.originalStringValues()
                                        .forEach(
                                                value ->
                                                        arguments.add(
                                                                option.longestName()
                                                                        + "="
                                                                        + value)));
        try {
            spec.commandLine().parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new ParameterException(
                    spec.commandLine(), e.getMessage() + " (file=" + file.path() + ")", e);
        }
    }

    private int serve(Path rings) throws Exception {
        metrics.validate();
        GatewaySettings settings = settings(rings);
        WorkloadOptions workload = options.workload();
        PrintWriter out = spec.commandLine().getOut();
        try (var interrupt = new Interrupt();
                GatewayServer gateway = start(settings, workload);
                GatewayMetrics served = metrics.serve(gateway)) {
            var asked = new CountDownLatch(1);
            interrupt.whenAsked(
                    () -> {
                        asked.countDown();
                        gateway.endWorkload();
                    });
            out.println("workload   " + describe(workload));
            out.println("gateway    " + gateway.target());
            if (!hostHardware.isGiven()) {
                out.println("rings      " + rings);
            }
            if (served != null) {
                out.println("metrics    " + metrics.describe(served));
            }
            out.flush();
            gateway.awaitWorkloadEnd();
            if (json != null) {
                JsonFiles.write(json, gateway.report());
            }
            awaitClients(gateway, asked);
            String failure = gateway.report().failure();
            out.println(failure == null ? "the workload has ended" : "failed: " + failure);
            out.flush();
            return failure == null ? 0 : 1;
        }
    }

    /** A job may be behind: it reads to the end, and has its last commands answered. */
    private static void awaitClients(GatewayServer gateway, CountDownLatch asked)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + CLIENTS_END.toNanos();
        GatewayProgress progress = gateway.progress();
        while (progress.subscribers() + progress.controllers() > 0
                && System.nanoTime() - deadlineNanos < 0
                && !asked.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            progress = gateway.progress();
        }
    }

    private GatewayServer start(GatewaySettings settings, WorkloadOptions workload)
            throws IOException {
        return hostHardware.isGiven()
                ? hostHardware.start(settings, workload)
                : GatewayServer.start(settings, letters -> reader(workload, letters));
    }

    private TraceReader reader(WorkloadOptions workload, Consumer<DeadLetter> deadLetters)
            throws IOException {
        TraceReader reader = workload.open(deadLetters);
        return fromNow ? new FromNowTraceReader(reader, GatewayServeCommand::nowNanos) : reader;
    }

    private static long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private String describe(WorkloadOptions workload) throws IOException {
        String described = workload.describe() + ", speed " + workload.speed();
        if (!hostHardware.isGiven()) {
            return described;
        }
        return workload.isNamed()
                ? hostHardware.describe() + ": " + described
                : hostHardware.describe();
    }
}

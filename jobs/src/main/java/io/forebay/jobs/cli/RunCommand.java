package io.forebay.jobs.cli;

import io.forebay.gateway.GatewaySettings;
import io.forebay.jobs.run.EmbeddedRun;
import io.forebay.jobs.run.ReportPrinter;
import io.forebay.jobs.run.RunReport;
import io.forebay.jobs.run.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.IllegalConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay run}: the whole loop in this process. */
@Command(
        name = "run",
        description = {
            "Runs the whole loop in this process: an emulated offload engine carries a workload, a"
                    + " Flink job learns it and shapes it, and a report tells what that did."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class RunCommand implements Callable<Integer> {
    private static final int MAX_PARALLELISM = 32;
    private static final int LAST_PORT = 65_535;
    private static final String FIRST_FREE_WEB_PORT = "8081-8181";

    @Spec private CommandSpec spec;
    @Mixin private GatewayOptions options = new GatewayOptions();

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "Parallelism of the Flink job (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--web-port",
            paramLabel = "PORT",
            description =
                    "Port of the Flink web UI; 0 takes any (default: the first free one from"
                            + " 8081).")
    private Integer webPort;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Set an option of the job, such as forebay.anomaly.alert-bits=30.")
    private Map<String, String> jobOptions = Map.of();

    @Mixin private RunMetricsOptions metrics = new RunMetricsOptions();
    @Mixin private ConfigOptions configuration = new ConfigOptions();
    @Mixin private AlertOptions alerts = new AlertOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON, too.")
    private Path json;

    @Override
    public Integer call() throws Exception {
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw wrong("--parallelism must be from 1 to " + MAX_PARALLELISM + ": " + parallelism);
        }
        if (webPort != null && (webPort < 0 || webPort > LAST_PORT)) {
            throw wrong("--web-port must be from 0 to " + LAST_PORT + ": " + webPort);
        }
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw wrong("--json names a file in a folder that does not exist: " + json);
        }
        PrintWriter out = spec.commandLine().getOut();
        ConfigFile file = configuration.file();
        if (file.isGiven()) {
            out.println("config     " + file.path());
        }
        jobOptions = ConfigOptions.merged(file, JobOptions.keys(), jobOptions);
        try (var interrupt = new Interrupt();
                RingOptions.Place rings = options.rings().open();
                var run =
                        EmbeddedRun.start(
                                settings(rings.path(), file), options.workload()::open, out)) {
            interrupt.whenAsked(run::stop);
            RunReport report = run.finish();
            new ReportPrinter(out).print(report);
            out.flush();
            if (json != null) {
                JsonFiles.write(json, report);
            }
            return report.failure() == null ? 0 : 1;
        }
    }

    private RunSettings settings(Path rings, ConfigFile file) throws IOException {
        try {
            return settings(rings);
        } catch (IllegalArgumentException | IllegalConfigurationException e) {
            // Without the cause, which says less.
            throw new IllegalArgumentException(file.withPlace(String.valueOf(e.getMessage())));
        }
    }

    private RunSettings settings(Path rings) throws IOException {
        GatewaySettings gateway = options.settings(rings);
        WorkloadOptions workload = options.workload();
        return new RunSettings(
                workload.describe(),
                workload.seed(),
                workload.speed(),
                gateway,
                JobOptions.settings(
                        AlertOptions.withoutWebhook(jobOptions), workload.seed(), gateway),
                parallelism,
                webPort == null ? FIRST_FREE_WEB_PORT : webPort.toString(),
                alerts.webhook(jobOptions),
                metrics.ports());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

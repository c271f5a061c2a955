package io.forebay.jobs.cli;

import io.forebay.jobs.run.MetricsPorts;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where an embedded run serves metrics to Prometheus: nowhere, unless asked to. */
final class RunMetricsOptions {
    private static final int LAST_PORT = 65_535;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Serve the job's metrics to Prometheus on this port of the loopback address.")
    private Integer job;

    @Option(
            names = "--gateway-metrics-port",
            paramLabel = "PORT",
            description = "Serve the gateway's, too; 0 takes any free port.")
    private Integer gateway;

    MetricsPorts ports() {
        check("--metrics-port", job, 1);
        check("--gateway-metrics-port", gateway, 0);
        return new MetricsPorts(job, gateway);
    }

    private void check(String name, Integer port, int least) {
        if (port != null && (port < least || port > LAST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(),
                    name + " must be from " + least + " to " + LAST_PORT + ": " + port);
        }
    }
}

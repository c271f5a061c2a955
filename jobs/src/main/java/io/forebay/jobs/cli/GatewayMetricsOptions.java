package io.forebay.jobs.cli;

import io.forebay.gateway.GatewayMetrics;
import io.forebay.gateway.GatewayServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a gateway serves its metrics: nowhere, unless asked to. */
final class GatewayMetricsOptions {
    private static final int LAST_PORT = 65_535;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Serve metrics to Prometheus on this port, over HTTP without TLS; 0 takes any"
                            + " free one (default: none are served).")
    private Integer port;

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to serve metrics on (default: ${DEFAULT-VALUE}).")
    private String host;

    void validate() {
        if (port != null && (port < 0 || port > LAST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--metrics-port must be from 0 to " + LAST_PORT + ": " + port);
        }
    }

    /** Starts to serve; null where that is not wanted. */
    GatewayMetrics serve(GatewayServer gateway) throws IOException {
        return port == null
                ? null
                : GatewayMetrics.serve(
                        gateway, new InetSocketAddress(InetAddress.getByName(host), port));
    }

    String describe(GatewayMetrics served) {
        return "http://" + host + ":" + served.port() + "/metrics";
    }
}

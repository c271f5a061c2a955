package io.forebay.jobs.run;

import io.forebay.gateway.GatewayMetrics;
import io.forebay.gateway.GatewayServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/**
 * Ports of the loopback address on which an embedded run serves its metrics to Prometheus.
 *
 * @param job of Flink and the job; null to serve none
 * @param gateway of the gateway, 0 for any free one; null to serve none
 */
public record MetricsPorts(Integer job, Integer gateway) {
    /** Serves nothing. */
    public static final MetricsPorts NONE = new MetricsPorts(null, null);

    private static final String REPORTER = "metrics.reporter.prom.";

    /** What Flink has to be told. */
    void configure(Configuration configuration) {
        if (job != null) {
            configuration.setString(
                    REPORTER + "factory.class",
                    "org.apache.flink.metrics.prometheus.BoundPrometheusReporterFactory");
            configuration.setString(REPORTER + "port", job.toString());
        }
    }

    /** Serves the gateway's; null where that is not wanted. */
    GatewayMetrics serve(GatewayServer server) throws IOException {
        return gateway == null
                ? null
                : GatewayMetrics.serve(
                        server, new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway));
    }

    /** Where they are, for a person. */
    List<String> describe(GatewayMetrics served) {
        List<String> lines = new ArrayList<>();
        if (job != null) {
            lines.add("metrics    " + address(job));
        }
        if (served != null) {
            lines.add("metrics    " + address(served.port()) + " (gateway)");
        }
        return lines;
    }

    private static String address(int port) {
        return "http://localhost:" + port + "/metrics";
    }
}

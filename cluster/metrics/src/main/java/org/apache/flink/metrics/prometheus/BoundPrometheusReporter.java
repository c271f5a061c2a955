package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.flink.metrics.MetricConfig;

/**
 * Flink's Prometheus reporter, except that it listens on one address. Names and values are made by
 * Flink's own class; only the server is started here.
 */
public final class BoundPrometheusReporter extends AbstractPrometheusReporter {
    /*
     * It stands in Flink's package because the registry, which the server has to be given, is
     * visible there alone. Flink's PrometheusReporter listens on all addresses and has no option.
     */
    private final InetAddress host;
    private final int port;
    private HTTPServer server;

    BoundPrometheusReporter(InetAddress host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void open(MetricConfig config) {
        super.open(config);
        try {
            server = new HTTPServer(new InetSocketAddress(host, port), registry, true);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "metrics cannot be served: host=" + host.getHostAddress() + ", port=" + port,
                    e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        super.close();
    }
}

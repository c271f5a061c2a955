package org.apache.flink.metrics.prometheus;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Makes a {@link BoundPrometheusReporter} from {@code metrics.reporter.<name>.host}, the loopback
 * address unless given, and {@code metrics.reporter.<name>.port}, which must be.
 */
public final class BoundPrometheusReporterFactory implements MetricReporterFactory {
    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final int LAST_PORT = 65_535;

    @Override
    public BoundPrometheusReporter createMetricReporter(Properties properties) {
        String host = properties.getProperty(HOST, "127.0.0.1");
        try {
            return new BoundPrometheusReporter(InetAddress.getByName(host), port(properties));
        } catch (UnknownHostException e) {
            throw refuse(HOST, host, "an address of this machine");
        }
    }

    private static int port(Properties properties) {
        String text = properties.getProperty(PORT, "");
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Refused below, as is a number that is no port.
        }
        throw refuse(PORT, text, "1 to " + LAST_PORT);
    }

    private static IllegalArgumentException refuse(String key, String value, String allowed) {
        return new IllegalArgumentException(
                "option is not allowed: key=metrics.reporter.<name>."
                        + key
                        + ", value="
                        + value
                        + ", allowed="
                        + allowed);
    }
}

package io.forebay.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A configuration with which a Prometheus on this machine scrapes the cluster's processes. */
final class PrometheusConfiguration {
    private PrometheusConfiguration() {}

    static void write(ClusterFiles files, ClusterState state) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("global:");
        lines.add("  scrape_interval: 5s");
        lines.add("scrape_configs:");
        lines.add("  - job_name: forebay");
        lines.add("    static_configs:");
        new TreeMap<>(state.metricsPorts())
                .forEach(
                        (process, port) -> {
                            lines.add(
                                    "      - targets: ['" + ClusterState.HOST + ":" + port + "']");
                            lines.add("        labels: {process: '" + process + "'}");
                        });
        Files.write(files.prometheus(), lines);
    }
}

package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.jobs.MonitoringFiles;
import io.forebay.jobs.Scrape;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** What the processes of a cluster show of themselves to machines. */
final class ClusterMetrics {
    private ClusterMetrics() {}

    /** Holds the dashboard's row about Kafka to what the processes of a running job serve. */
    static void assertKafkaRowIsServed(ClusterBed bed) throws Exception {
        Map<String, String> expressions = MonitoringFiles.panelExpressions(true);
        assertThat(expressions).isNotEmpty();
        URI[] endpoints =
                bed.state().metricsPorts().keySet().stream()
                        .map(bed.state()::metricsAddress)
                        .toArray(URI[]::new);
        assertThat(endpoints).hasSizeGreaterThan(2);
        await().atMost(ClusterBed.PATIENCE)
                .untilAsserted(
                        () -> {
                            Scrape scrape = Scrape.of(endpoints);
                            expressions.forEach(scrape::assertServes);
                        });
    }

    /** Every line of the log of a process is an object with the fields of a line. */
    static void assertLogIsStructured(ClusterBed bed, String process) throws Exception {
        var json = new ObjectMapper();
        List<String> lines =
                Files.readAllLines(bed.cluster().files().log(process)).stream()
                        .filter(line -> line.startsWith("{"))
                        .toList();
        assertThat(lines).hasSizeGreaterThan(10);
        // The last one may just be written.
        for (String line : lines.subList(0, lines.size() - 1)) {
            assertThat(json.readTree(line).fieldNames())
                    .toIterable()
                    .as(line)
                    .contains("@timestamp", "log.level", "log.logger", "message");
        }
    }
}

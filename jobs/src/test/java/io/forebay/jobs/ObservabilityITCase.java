package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.connectors.webhook.WebhookSettings;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.jobs.run.EmbeddedRun;
import io.forebay.jobs.run.MetricsPorts;
import io.forebay.jobs.run.RunSettings;
import io.forebay.jobs.run.Speed;
import io.forebay.operators.OperatorSettings;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What dashboard and alert rules stand on is what a running job and its gateway serve. */
class ObservabilityITCase {
    private static final String DEVICE = "forebay0";
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern OF_GATEWAY = Pattern.compile("metrics +(\\S+) \\(gateway\\)");
    private static final List<String> COLUMNS = List.of("Metric", "Type", "Labels", "Meaning");

    private static final LogLines LOG = new LogLines();

    private static EmbeddedRun run;
    private static URI ofJob;
    private static URI ofGateway;

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        int port = freePort();
        Configuration webhook = new Configuration();
        // Nobody listens there: what it has to say is that nothing was delivered.
        webhook.set(WebhookOptions.URL, "http://127.0.0.1:9/alerts");
        var out = new StringWriter();
        run =
                EmbeddedRun.start(
                        new RunSettings(
                                "synthetic mixed",
                                SEED,
                                new Speed(1),
                                GatewaySettings.builder(DEVICE).pacing(Pacing.live(1)).build(),
                                OperatorSettings.from(new Configuration()),
                                1,
                                "0",
                                WebhookSettings.from(webhook).orElseThrow(),
                                new MetricsPorts(port, 0)),
                        deadLetters -> SyntheticWorkloads.open("mixed", DEVICE, SEED),
                        new PrintWriter(out));
        Matcher address = OF_GATEWAY.matcher(out.toString());
        assertThat(address.find()).as(out.toString()).isTrue();
        ofGateway = URI.create(address.group(1));
        ofJob = URI.create("http://localhost:" + port + "/metrics");
        assertThat(out.toString()).contains(ofJob.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        if (run != null) {
            run.close();
        }
        LOG.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldServeWhatTheDashboardShows() throws Exception {
        Map<String, String> expressions = MonitoringFiles.panelExpressions(false);

        assertThat(expressions).hasSizeGreaterThan(40);
        assertServed(expressions);
    }

    @Test
    void shouldServeWhatTheAlertRulesWatch() throws Exception {
        Map<String, String> expressions = MonitoringFiles.ruleExpressions();

        assertThat(expressions).hasSizeGreaterThan(10);
        assertServed(expressions);
    }

    private static void assertServed(Map<String, String> expressions) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Scrape scrape = Scrape.of(ofJob, ofGateway);
                            expressions.forEach(scrape::assertServes);
                        });
    }

    @Test
    void shouldServeTheGatewaysMetricsThatAreDocumented() throws Exception {
        Set<String> documented = new TreeSet<>();
        for (List<String> row :
                Documents.rows(Files.readAllLines(Documents.path("metrics.md")), COLUMNS)) {
            documented.add(row.get(0).replace("`", ""));
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Set<String> served = new TreeSet<>();
                            for (String metric : Scrape.of(ofGateway).metrics()) {
                                if (metric.startsWith("forebay_gateway_")) {
                                    served.add(
                                            metric.replaceFirst("(_seconds)_(count|sum)$", "$1"));
                                }
                            }
                            assertThat(served).isEqualTo(documented);
                        });
    }

    @Test
    void shouldServeMetricsOnLoopbackOnly() throws Exception {
        List<InetAddress> others =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress())
                        .filter(address -> !address.isLinkLocalAddress())
                        .toList();
        for (URI endpoint : List.of(ofJob, ofGateway)) {
            assertThat(Scrape.of(endpoint).metrics()).isNotEmpty();
            for (InetAddress address : others) {
                assertThatThrownBy(() -> connect(address, endpoint.getPort()))
                        .as("%s port %d", address, endpoint.getPort())
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 5_000);
        }
    }

    @Test
    void shouldLogFunctionAndEpochAsFields() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(LOG.of("Sending commands"))
                                    .isNotEmpty()
                                    .allSatisfy(
                                            line ->
                                                    assertThat(line.get("epoch").asLong())
                                                            .isPositive());
                            assertThat(LOG.of("takes over with election id"))
                                    .isNotEmpty()
                                    .allSatisfy(
                                            line ->
                                                    assertThat(line.get("epoch").asLong())
                                                            .isPositive());
                            // None where the machine is fast enough.
                            assertThat(LOG.of("Command is dropped"))
                                    .allSatisfy(
                                            line -> {
                                                assertThat(line.get("function").asText())
                                                        .startsWith(DEVICE);
                                                assertThat(line.get("epoch").asLong()).isPositive();
                                            });
                        });
    }

    @Test
    void shouldWriteWhatALineIsAboutAsFields() {
        try (var function = MDC.putCloseable("function", DEVICE + "/f0");
                var epoch = MDC.putCloseable("epoch", "17")) {
            LoggerFactory.getLogger(ObservabilityITCase.class).info("About a function");
        }
        assertThat(LOG.of("About a function"))
                .singleElement()
                .satisfies(
                        line -> {
                            assertThat(line.get("function").asText()).isEqualTo(DEVICE + "/f0");
                            assertThat(line.get("epoch").asLong()).isEqualTo(17);
                        });
    }
}

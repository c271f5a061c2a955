package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.jobs.run.EmbeddedRun;
import io.forebay.jobs.run.RunSettings;
import io.forebay.jobs.run.Speed;
import io.forebay.operators.OperatorSettings;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.metrics.MetricNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the web UI of a live run shows is what {@code docs/metrics.md} says, and it counts. */
class MetricsITCase {
    private static final String DEVICE = "forebay0";
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern WEB_ADDRESS = Pattern.compile("web UI\\s+(\\S+)");

    /** Subtask, operator, metric. */
    private static final Pattern OPERATOR_METRIC = Pattern.compile("\\d+\\.([^.]+)\\.(.+)");

    /** What every operator of Flink has; who has it is an operator. */
    private static final String MARK_OF_AN_OPERATOR = "numRecordsIn";

    private static final Set<String> FLINK_METRICS = flinkMetrics();

    private static EmbeddedRun run;
    private static FlinkRest rest;
    private static DocumentedMetrics documented;

    @BeforeAll
    static void start() throws Exception {
        documented = DocumentedMetrics.read();
        var gateway = GatewaySettings.builder(DEVICE).pacing(Pacing.live(1)).build();
        var settings =
                new RunSettings(
                        "synthetic mixed",
                        SEED,
                        new Speed(1),
                        gateway,
                        OperatorSettings.from(new Configuration()),
                        1,
                        "0");
        var out = new StringWriter();
        run =
                EmbeddedRun.start(
                        settings,
                        deadLetters -> SyntheticWorkloads.open("mixed", DEVICE, SEED),
                        new PrintWriter(out));
        Matcher address = WEB_ADDRESS.matcher(out.toString());
        assertThat(address.find()).as(out.toString()).isTrue();
        rest = new FlinkRest(URI.create(address.group(1)));
    }

    @AfterAll
    static void stop() throws Exception {
        if (run != null) {
            run.close();
        }
    }

    @Test
    void shouldShowTheDocumentedMetricsAndNoOthers() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Map<String, Set<String>> shown = shownMetrics();
                            Set<String> all = new TreeSet<>();
                            shown.values().forEach(all::addAll);
                            assertThat(shown.keySet()).containsAll(documented.operators());
                            assertThat(all).isEqualTo(documented.names());
                        });
    }

    @Test
    void shouldCountWhatTheOperatorsDo() {
        Set<String> names =
                Set.of(
                        "0.Source__Capture.captureRecords",
                        "0.Validation.validRecords",
                        "0.Validation.elements",
                        "0.Circular_buffer.elements",
                        "0.Circular_buffer.bitsPerRequest",
                        "0.Circular_buffer.prefetchIssuedBlocks",
                        "0.Circular_buffer.prefetchUsedBlocks",
                        "0.Circular_buffer.trainingNanos_max",
                        "0.Circular_buffer.cacheHits",
                        "0.Allocation.allocations",
                        "0.Anomaly.windows",
                        "0.Commands__Writer.commandsSent",
                        "0.Commands__Writer.commandsAccepted");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Map<String, String> values = values(names);
                            assertThat(values).containsOnlyKeys(names);
                            assertThat(values.values())
                                    .as(values.toString())
                                    .allSatisfy(
                                            value ->
                                                    assertThat(Double.parseDouble(value))
                                                            .isPositive());
                        });
    }

    /** Metrics of our own by operator, as the table would name them. */
    private static Map<String, Set<String>> shownMetrics()
            throws IOException, InterruptedException {
        Map<String, Set<String>> byOperator = new TreeMap<>();
        Set<String> operators = new HashSet<>();
        String job = job();
        for (String vertex : rest.vertices(job)) {
            for (String id : rest.metricNames(job, vertex)) {
                Matcher parts = OPERATOR_METRIC.matcher(id);
                if (parts.matches()) {
                    if (parts.group(2).equals(MARK_OF_AN_OPERATOR)) {
                        operators.add(parts.group(1));
                    } else if (!isFlinks(parts.group(2))) {
                        byOperator
                                .computeIfAbsent(parts.group(1), key -> new TreeSet<>())
                                .add(documented.nameOf(parts.group(1), parts.group(2)));
                    }
                }
            }
        }
        byOperator.keySet().retainAll(operators);
        return byOperator;
    }

    private static Map<String, String> values(Set<String> names)
            throws IOException, InterruptedException {
        Map<String, String> values = new TreeMap<>();
        String job = job();
        for (String vertex : rest.vertices(job)) {
            values.putAll(rest.metricValues(job, vertex, names));
        }
        return values;
    }

    private static String job() throws IOException, InterruptedException {
        assertThat(rest.jobs()).hasSize(1);
        return rest.jobs().get(0);
    }

    /** Whether Flink gives a metric of its own this name, whatever groups it puts it in. */
    private static boolean isFlinks(String metric) {
        return FLINK_METRICS.contains(metric.substring(metric.lastIndexOf('.') + 1));
    }

    private static Set<String> flinkMetrics() {
        Set<String> names = new HashSet<>();
        for (Field field : MetricNames.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                try {
                    names.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return names;
    }
}

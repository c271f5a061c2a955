package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules for Prometheus are rules, and stand on metrics that the job has. */
class AlertRulesTest {
    private static final Path RULES = Path.of("..", "docker", "prometheus", "forebay-alerts.yml");
    private static final String PREFIX = "flink_taskmanager_job_task_operator_";
    private static final Pattern METRIC = Pattern.compile("\\b(flink_\\w+)");
    private static final Pattern IN_PROSE = Pattern.compile("`([a-z]\\w+)`");

    @Test
    void shouldNameOnlyMetricsThatAreDocumented() throws Exception {
        Set<String> documented = documented();
        Set<String> named = new TreeSet<>();
        for (Map<?, ?> rule : rules()) {
            Matcher metrics = METRIC.matcher(rule.get("expr").toString());
            while (metrics.find()) {
                assertThat(metrics.group(1)).startsWith(PREFIX);
                named.add(metrics.group(1).substring(PREFIX.length()));
            }
        }
        assertThat(documented).containsAll(named);
        assertThat(named).contains("securityAlerts", "captureRecords", "alertsDropped");
    }

    @Test
    void shouldSayForEachRuleWhatItMeans() throws Exception {
        List<Map<?, ?>> rules = rules();

        assertThat(rules)
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        rule -> {
                            assertThat(rule.get("alert").toString()).startsWith("Forebay");
                            assertThat(((Map<?, ?>) rule.get("labels")).get("severity"))
                                    .isIn("warning", "critical");
                            Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
                            assertThat(annotations.get("summary").toString()).isNotBlank();
                            assertThat(annotations.get("description").toString()).isNotBlank();
                            String expression = rule.get("expr").toString();
                            assertThat(expression.chars().filter(c -> c == '(').count())
                                    .isEqualTo(expression.chars().filter(c -> c == ')').count());
                        });
        assertThat(rules.stream().map(rule -> rule.get("alert")).collect(Collectors.toSet()))
                .hasSameSizeAs(rules);
    }

    private static List<Map<?, ?>> rules() throws IOException {
        Object document =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        var rules = new ArrayList<Map<?, ?>>();
        for (Object group : (List<?>) ((Map<?, ?>) document).get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }

    /** Metrics of the table, which a running job is held to, and of the webhook's paragraph. */
    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String name : DocumentedMetrics.read().names()) {
            names.add(name.substring(name.indexOf('.') + 1));
        }
        boolean isWebhook = false;
        for (String line : Files.readAllLines(Documents.path("metrics.md"))) {
            isWebhook |= line.contains("`Alert webhook`");
            isWebhook &= !line.isBlank();
            Matcher metrics = IN_PROSE.matcher(isWebhook ? line : "");
            while (metrics.find()) {
                names.add(metrics.group(1));
            }
        }
        return names;
    }
}

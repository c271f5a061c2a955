package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules for Prometheus are rules; {@link ObservabilityITCase} sees to their metrics. */
class AlertRulesTest {

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
                        });
        assertThat(rules.stream().map(rule -> rule.get("alert")).collect(Collectors.toSet()))
                .hasSameSizeAs(rules);
    }

    private static List<Map<?, ?>> rules() throws IOException {
        Object document =
                new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(MonitoringFiles.rules()));
        var rules = new ArrayList<Map<?, ?>>();
        for (Object group : (List<?>) ((Map<?, ?>) document).get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }
}

package io.forebay.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The expressions in the dashboard and in the alert rules, by where they stand. */
public final class MonitoringFiles {
    /** Row of the dashboard with what only a job on Kafka has. */
    public static final String KAFKA_ROW = "Kafka";

    private static final Path DOCKER = Path.of("..", "docker");

    private MonitoringFiles() {}

    static Path rules() {
        return DOCKER.resolve("prometheus").resolve("forebay-alerts.yml");
    }

    static JsonNode dashboard() throws IOException {
        Path file = DOCKER.resolve("grafana").resolve("dashboards").resolve("forebay.json");
        return new ObjectMapper().readTree(file.toFile());
    }

    /** Expressions of the panels, by row and title, those of a row or of all others. */
    public static Map<String, String> panelExpressions(boolean ofKafka) throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        String row = "";
        for (JsonNode panel : dashboard().get("panels")) {
            if (panel.get("type").asText().equals("row")) {
                row = panel.get("title").asText();
            } else if (row.equals(KAFKA_ROW) == ofKafka) {
                for (JsonNode target : panel.get("targets")) {
                    String place =
                            row + " / " + panel.get("title").asText() + " / " + target.get("refId");
                    expressions.put(place, target.get("expr").asText());
                }
            }
        }
        return expressions;
    }

    static Map<String, String> ruleExpressions() throws IOException {
        Object document =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(rules()));
        Map<String, String> expressions = new LinkedHashMap<>();
        for (Object group : (List<?>) ((Map<?, ?>) document).get("groups")) {
            for (Object entry : (List<?>) ((Map<?, ?>) group).get("rules")) {
                Map<?, ?> rule = (Map<?, ?>) entry;
                expressions.put("rule " + rule.get("alert"), rule.get("expr").toString());
            }
        }
        return expressions;
    }
}

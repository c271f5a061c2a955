package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.jobs.DockerFiles;
import io.forebay.jobs.Forebay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The files in {@code docker} call what {@code ./forebay cluster} calls, and fit together. */
class DockerCommandsTest {
    private static final String JAR = "/opt/flink/usrlib/forebay-job.jar";

    @Test
    void shouldSubmitTheJobAsTheClusterDoes() throws Exception {
        List<String> command = DockerFiles.command("submit");
        Map<String, String> options = new LinkedHashMap<>();
        List<String> given = command.subList(command.indexOf(JAR) + 1, command.size());
        for (int i = 0; i < given.size(); i += 2) {
            options.put(given.get(i).replaceFirst("^--", ""), given.get(i + 1));
        }

        assertThat(command.get(0)).isEqualTo("flink");
        assertThat(command.subList(1, command.size()))
                .isEqualTo(FlinkClient.arguments(2, null, JAR, options));
    }

    @Test
    void shouldServeTheGatewayWithOptionsItHas() throws Exception {
        String[] command = DockerFiles.command("gateway").toArray(String[]::new);

        CommandLine.ParseResult parsed = new CommandLine(new Forebay()).parseArgs(command);
        assertThat(parsed.subcommand().subcommand().commandSpec().name()).isEqualTo("serve");
        assertThatThrownBy(
                        () ->
                                new CommandLine(new Forebay())
                                        .parseArgs("gateway", "serve", "--no-such-option"))
                .isInstanceOf(CommandLine.ParameterException.class);
        assertThat(DockerFiles.image()).contains("\"" + Forebay.class.getName() + "\"");
    }

    @Test
    void shouldUseTheVersionsOfTheBuild() throws Exception {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        String flink = property(pom, "flink.version");
        String project = property(pom, "version").replace("-SNAPSHOT", "");

        assertThat(DockerFiles.image()).contains("FROM flink:" + flink + "-java17 AS job");
        for (String service : List.of("jobmanager", "taskmanager", "submit")) {
            assertThat(DockerFiles.service(service))
                    .containsEntry("image", "forebay/job:" + project);
        }
        for (String service : List.of("kafka", "topics")) {
            assertThat(DockerFiles.service(service))
                    .containsEntry("image", "apache/kafka:" + property(pom, "kafka.version"));
        }
        Map<String, Object> spec = DockerFiles.map(DockerFiles.deployment().get("spec"));
        assertThat(spec)
                .containsEntry("image", "forebay/job:" + project)
                .containsEntry(
                        "flinkVersion", "v" + flink.replaceFirst("\\.\\d+$", "").replace('.', '_'));
    }

    private static String property(String pom, String name) {
        Matcher value = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(pom);
        assertThat(value.find()).as(name).isTrue();
        return value.group(1);
    }

    @Test
    void shouldScrapeWhereMetricsAreServed() throws Exception {
        List<String> targets = new ArrayList<>();
        for (Object entry : (List<?>) DockerFiles.prometheus().get("scrape_configs")) {
            Map<String, Object> scrape = DockerFiles.map(entry);
            for (Object group : (List<?>) scrape.get("static_configs")) {
                targets.addAll(DockerFiles.strings(DockerFiles.map(group).get("targets")));
            }
            for (Object names : (List<?>) scrape.getOrDefault("dns_sd_configs", List.of())) {
                Map<String, Object> found = DockerFiles.map(names);
                for (String name : DockerFiles.strings(found.get("names"))) {
                    targets.add(name + ":" + found.get("port"));
                }
            }
        }

        String flinkPort =
                DockerFiles.flinkProperties("jobmanager").get("metrics.reporter.prom.port");
        assertThat(new TreeSet<>(targets))
                .containsExactly(
                        "gateway:9464", "jobmanager:" + flinkPort, "taskmanager:" + flinkPort);
        assertThat(DockerFiles.command("gateway")).contains("--metrics-port=9464");
        for (String rules : DockerFiles.strings(DockerFiles.prometheus().get("rule_files"))) {
            assertThat(Path.of("..", "docker", "prometheus", rules)).exists();
        }
        assertThat(DockerFiles.strings(DockerFiles.service("prometheus").get("volumes")))
                .contains("./prometheus:/etc/prometheus:ro");
    }

    @Test
    void shouldShowTheDashboardOfTheDataSource() throws Exception {
        Map<String, Object> source =
                DockerFiles.map(
                        ((List<?>)
                                        DockerFiles.grafana("datasources", "prometheus.yml")
                                                .get("datasources"))
                                .get(0));
        Map<String, Object> provider =
                DockerFiles.map(
                        ((List<?>)
                                        DockerFiles.grafana("dashboards", "forebay.yml")
                                                .get("providers"))
                                .get(0));
        String dashboard =
                Files.readString(Path.of("..", "docker", "grafana", "dashboards", "forebay.json"));

        assertThat(source).containsEntry("url", "http://prometheus:9090");
        assertThat(dashboard).contains("\"uid\": \"" + source.get("uid") + "\"");
        String path = DockerFiles.map(provider.get("options")).get("path").toString();
        assertThat(DockerFiles.strings(DockerFiles.service("grafana").get("volumes")))
                .contains(
                        "./grafana/provisioning:/etc/grafana/provisioning:ro",
                        "./grafana/dashboards:" + path + ":ro");
    }
}

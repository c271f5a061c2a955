package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.ClientTls;
import io.forebay.connectors.gateway.GatewayTlsOptions;
import io.forebay.connectors.gateway.sink.GatewaySink;
import io.forebay.connectors.gateway.sink.GatewaySinkOptions;
import io.forebay.connectors.gateway.source.GatewaySource;
import io.forebay.connectors.gateway.source.GatewaySourceOptions;
import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.connectors.kafka.KafkaSettings;
import io.forebay.connectors.webhook.WebhookOptions;
import io.forebay.connectors.webhook.WebhookSettings;
import io.forebay.jobs.assembly.AssemblyOptions;
import io.forebay.operators.OperatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** The tables of options in {@code docs/configuration.md} say what the options say. */
class ConfigurationDocsTest {
    private static final String UPDATE = "forebay.docs.update";
    private static final String ADDRESS = "localhost:7420";

    private static final OptionTable OPERATORS =
            new OptionTable(OperatorOptions.class, OperatorOptions::allowed);
    private static final OptionTable SOURCE =
            new OptionTable(
                    GatewaySourceOptions.class,
                    option ->
                            ConnectorOptionBounds.allowed(ConnectorOptionBounds.source(), option));
    private static final OptionTable SINK =
            new OptionTable(
                    GatewaySinkOptions.class,
                    option -> ConnectorOptionBounds.allowed(ConnectorOptionBounds.sink(), option));
    private static final OptionTable WEBHOOK =
            new OptionTable(
                    WebhookOptions.class,
                    option ->
                            ConnectorOptionBounds.allowed(ConnectorOptionBounds.webhook(), option));

    private static final OptionTable KAFKA =
            new OptionTable(
                    KafkaOptions.class,
                    option -> ConnectorOptionBounds.allowed(ConnectorOptionBounds.kafka(), option));
    private static final OptionTable ASSEMBLY =
            new OptionTable(
                    AssemblyOptions.class,
                    option ->
                            ConnectorOptionBounds.allowed(
                                    ConnectorOptionBounds.assembly(), option));

    private static final OptionTable TLS =
            new OptionTable(
                    GatewayTlsOptions.class,
                    option -> ConnectorOptionBounds.allowed(ConnectorOptionBounds.tls(), option));

    @Test
    void shouldMatchTheOptions() throws IOException {
        Path document = Documents.path("configuration.md");
        List<String> committed = Files.readAllLines(document);
        List<String> current = withTables(committed);
        if (Boolean.getBoolean(UPDATE)) {
            Files.write(document, current);
            return;
        }
        assertThat(committed)
                .as("run this test with -D%s=true to write the tables anew", UPDATE)
                .isEqualTo(current);
    }

    @Test
    void shouldKeepTheExampleFileUpToDate() throws IOException {
        Path document = Documents.path("forebay.yaml");
        List<String> current = exampleFile();
        if (Boolean.getBoolean(UPDATE)) {
            Files.write(document, current);
            return;
        }
        assertThat(Files.readAllLines(document))
                .as("run this test with -D%s=true to write the file anew", UPDATE)
                .isEqualTo(current);
    }

    private static List<String> exampleFile() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Options of Forebay with their defaults: copy this file, and take the # away from"
                        + " what you set.");
        lines.add(
                "# Read with --config FILE by forebay run, forebay gateway serve and forebay"
                        + " cluster submit;");
        lines.add("# without it ./forebay.yaml is, if it is there. The command line goes first.");
        lines.add(
                "# Written by ConfigurationDocsTest; docs/configuration.md tells the same as"
                        + " tables.");
        section(lines, "Operators of the job", OPERATORS);
        section(lines, "Submitted job", ASSEMBLY);
        section(lines, "Kafka", KAFKA);
        section(lines, "Gateway source", SOURCE);
        section(lines, "Gateway sink", SINK);
        section(lines, "TLS to gateways", TLS);
        section(lines, "Webhook of alerts", WEBHOOK);
        lines.add("");
        lines.add("");
        lines.add("# ---- Gateway: options of forebay gateway serve, see its --help ----");
        GatewayFileOptions.lines(lines);
        return lines;
    }

    private static void section(List<String> lines, String title, OptionTable table) {
        lines.add("");
        lines.add("");
        lines.add("# ---- " + title + " ----");
        lines.addAll(table.yaml());
    }

    @Test
    void shouldListEveryOptionThatTheOperatorsRead() {
        assertThat(OPERATORS.options())
                .extracting(ConfigOption::key)
                .containsExactlyInAnyOrderElementsOf(OperatorOptions.keys());
    }

    @Test
    void shouldAllowForConnectorsWhatTheTablesSay() {
        checkBounds(
                ConnectorOptionBounds.source(),
                config -> config.set(GatewaySourceOptions.ADDRESSES, List.of(ADDRESS)),
                config -> GatewaySource.builder().configure(config).build());
        checkBounds(
                ConnectorOptionBounds.sink(),
                config -> config.set(GatewaySinkOptions.ADDRESSES, List.of(ADDRESS)),
                config -> GatewaySink.builder().configure(config).setBaseEpoch(1).build());
        checkBounds(
                ConnectorOptionBounds.kafka(),
                config ->
                        config.set(KafkaOptions.BOOTSTRAP_SERVERS, ADDRESS)
                                .set(
                                        CheckpointingOptions.CHECKPOINTING_INTERVAL,
                                        Duration.ofSeconds(1)),
                KafkaSettings::from);
    }

    @Test
    void shouldAllowForTlsWhatTheTableSays() {
        for (ConnectorOptionBounds entry : ConnectorOptionBounds.tls()) {
            Configuration config = new Configuration();
            ConnectorOptionBounds.tls()
                    .forEach(other -> config.setString(other.option().key(), other.accepted()));
            assertThat(ClientTls.from(config)).isPresent();
            config.setString(entry.option().key(), entry.refused());
            assertThatThrownBy(() -> ClientTls.from(config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(entry.option().key());
            config.removeConfig(entry.option());
            if (!entry.option().equals(GatewayTlsOptions.SERVER_NAME)) {
                assertThatThrownBy(() -> ClientTls.from(config))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(entry.option().key() + " is missing");
            }
        }
        assertThat(ClientTls.from(new Configuration())).isEmpty();
    }

    @Test
    void shouldAllowForTheWebhookWhatTheTableSays() {
        checkBounds(
                ConnectorOptionBounds.webhook(),
                config -> config.set(WebhookOptions.URL, "https://host/path"),
                WebhookSettings::from);
    }

    private static void checkBounds(
            List<ConnectorOptionBounds> bounds,
            Consumer<Configuration> required,
            Consumer<Configuration> build) {
        for (ConnectorOptionBounds entry : bounds) {
            String key = entry.option().key();
            Configuration config = new Configuration();
            required.accept(config);
            config.setString(key, entry.accepted());
            assertThatCode(() -> build.accept(config)).as(key).doesNotThrowAnyException();
            config.setString(key, entry.refused());
            assertThatThrownBy(() -> build.accept(config))
                    .as(key)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** The document with its tables written anew between their marks. */
    private static List<String> withTables(List<String> lines) {
        Map<String, OptionTable> tables = new LinkedHashMap<>();
        tables.put("operators", OPERATORS);
        tables.put("assembly", ASSEMBLY);
        tables.put("kafka", KAFKA);
        tables.put("gateway source", SOURCE);
        tables.put("gateway sink", SINK);
        tables.put("gateway tls", TLS);
        tables.put("alert webhook", WEBHOOK);
        List<String> result = new ArrayList<>(lines);
        tables.forEach(
                (name, table) -> {
                    int begin = result.indexOf("<!-- begin: " + name + " -->");
                    int end = result.indexOf("<!-- end: " + name + " -->");
                    assertThat(begin).as("mark of table: " + name).isNotNegative();
                    assertThat(end).as("end of table: " + name).isGreaterThan(begin);
                    result.subList(begin + 1, end).clear();
                    result.addAll(begin + 1, table.lines());
                });
        return result;
    }
}

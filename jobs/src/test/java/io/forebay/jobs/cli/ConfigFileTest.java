package io.forebay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.OperatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir private Path directory;

    private ConfigFile read(String text) throws IOException {
        Path file = directory.resolve("test.yaml");
        Files.writeString(file, text);
        return ConfigFile.read(file);
    }

    @Test
    void shouldReadFlatAndNestedKeysAndLists() throws IOException {
        ConfigFile file =
                read(
                        """
                        # A comment.
                        forebay.anomaly.alert-bits: 30
                        forebay:
                          buffer:
                            floor: 32 kb
                          results: [kafka, gateway]
                        kafka.bootstrap-servers: "host:9092,other:9092"
                        forebay.trace.path: null
                        """);

        assertThat(file.values())
                .containsExactly(
                        Map.entry("forebay.anomaly.alert-bits", "30"),
                        Map.entry("forebay.buffer.floor", "32 kb"),
                        Map.entry("forebay.results", "kafka;gateway"),
                        Map.entry("kafka.bootstrap-servers", "host:9092,other:9092"));
        assertThat(read("").values()).isEmpty();
    }

    @Test
    void shouldSayWhereAnUnknownOptionStands() throws IOException {
        ConfigFile file = read("forebay.cache.functions: 7\n\nforebay.cache.funktions: 8\n");

        assertThatThrownBy(() -> file.requireKnown(ConfigOptions.known()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "unknown option: key=forebay.cache.funktions, value=8, file="
                                + file.path()
                                + ", line=3, allowed=[")
                .hasMessageContaining(OperatorOptions.CACHE_FUNCTIONS.key());
    }

    @Test
    void shouldSayWhereARefusedOptionStands() throws IOException {
        ConfigFile file = read("\nforebay.cache.functions: 0\n");

        assertThat(file.withPlace("option is not allowed: key=forebay.cache.functions, value=0"))
                .isEqualTo(
                        "option is not allowed: key=forebay.cache.functions, value=0 (file="
                                + file.path()
                                + ", line=2)");
        assertThat(file.withPlace("another message")).isEqualTo("another message");
    }

    @Test
    void shouldRefuseWhatIsNoOptions() {
        assertThatThrownBy(() -> read("- a\n- b\n"))
                .hasMessageContaining("is not key: value")
                .hasMessageContaining("line=1");
        assertThatThrownBy(() -> read("a: [\n")).hasMessageContaining("configuration is no YAML");
        assertThatThrownBy(() -> read("a.b: 1\na:\n  b: 2\n"))
                .hasMessageContaining("option is set twice: key=a.b")
                .hasMessageContaining("lines=1 and 3");
    }

    @Test
    void shouldPutTheCommandLineFirst() throws IOException {
        ConfigFile file =
                read("forebay.cache.functions: 7\nforebay.window: 1 s\nkafka.client.acks: all\n");

        assertThat(
                        ConfigOptions.merged(
                                file,
                                Set.of("forebay.cache.functions", "kafka.client."),
                                Map.of("forebay.cache.functions", "9")))
                .containsOnly(
                        Map.entry("forebay.cache.functions", "9"),
                        Map.entry("kafka.client.acks", "all"));
    }

    @Test
    void shouldKnowTheOptionsOfEveryCommand() {
        assertThat(ConfigOptions.known())
                .containsAll(OperatorOptions.keys())
                .contains(
                        "kafka.bootstrap-servers",
                        "kafka.topic.policies",
                        "gateway.serve.port",
                        "gateway.source.addresses",
                        "forebay.alerts.webhook.url")
                .doesNotContain("gateway.serve.config", "gateway.serve.help");
    }
}

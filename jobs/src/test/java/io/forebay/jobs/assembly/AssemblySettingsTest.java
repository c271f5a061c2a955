package io.forebay.jobs.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.traces.TraceFormat;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblySettingsTest {
    private static AssemblySettings from(Map<String, String> options) {
        return AssemblySettings.from(Configuration.fromMap(options));
    }

    @Test
    void shouldReadAndWriteKafkaWhenNothingIsSaid() {
        AssemblySettings settings = from(Map.of());

        assertThat(settings.source()).isEqualTo(TrafficSource.KAFKA);
        assertThat(settings.results()).containsExactly(ResultSink.KAFKA);
        assertThat(settings.usesKafka()).isTrue();
        assertThat(settings.trace()).isEmpty();
    }

    @Test
    void shouldDoWithoutKafkaWhenGatewaysAreReadAndSteered() {
        assertThat(
                        from(Map.of("forebay.source", "gateway", "forebay.results", "gateway"))
                                .usesKafka())
                .isFalse();
    }

    @Test
    void shouldSendResultsToBothWhenBothAreNamed() {
        assertThat(from(Map.of("forebay.results", "kafka;gateway")).results())
                .containsExactly(ResultSink.KAFKA, ResultSink.GATEWAY);
    }

    @Test
    void shouldReadTraceWhenItIsTheSource() {
        AssemblySettings settings =
                from(
                        Map.of(
                                "forebay.source", "trace",
                                "forebay.trace.path", "/data/disk.vscsi",
                                "forebay.trace.format", "vscsi",
                                "forebay.trace.limit", "10"));

        assertThat(settings.trace())
                .hasValueSatisfying(
                        trace -> {
                            assertThat(trace.name()).isEqualTo("/data/disk.vscsi");
                            assertThat(trace.format()).isEqualTo(TraceFormat.VSCSI);
                            assertThat(trace.limit()).isEqualTo(10);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    forebay.source=trace | forebay.trace.path
                    forebay.source=trace,forebay.trace.path=a | forebay.trace.format
                    forebay.source=trace,forebay.trace.synthetic=mixed | forebay.trace.limit
                    forebay.source=trace,forebay.trace.synthetic=none,forebay.trace.limit=1 | mixed
                    forebay.source=trace,forebay.trace.path=a,forebay.trace.limit=-1 | value=-1
                    forebay.source=nowhere | nowhere
                    """)
    void shouldNameTheOptionWhenItIsNotAllowed(String options, String named) {
        Configuration config = new Configuration();
        for (String option : options.split(",", -1)) {
            String[] parts = option.split("=", -1);
            config.setString(parts[0], parts[1]);
        }

        assertThatThrownBy(() -> AssemblySettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining(named);
    }
}

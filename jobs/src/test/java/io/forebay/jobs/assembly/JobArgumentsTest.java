package io.forebay.jobs.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.kafka.KafkaOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {
    @Test
    void shouldReadOptionsOfEveryModule() {
        Configuration config =
                JobArguments.parse(
                        new String[] {
                            "--forebay.source", "gateway",
                            "--gateway.source.addresses", "a:1;b:2",
                            "--forebay.anomaly.alert-bits", "20",
                            "--kafka.bootstrap-servers", "a:9092",
                            "--kafka.client.security.protocol", "SSL"
                        });

        assertThat(config.get(AssemblyOptions.SOURCE)).isEqualTo(TrafficSource.GATEWAY);
        assertThat(config.get(KafkaOptions.CLIENT)).containsEntry("security.protocol", "SSL");
        assertThat(JobArguments.knownKeys())
                .containsAll(
                        config.keySet().stream()
                                .filter(key -> !key.startsWith("kafka.client"))
                                .toList());
    }

    @Test
    void shouldNameWhatIsAllowedWhenAnOptionIsUnknown() {
        assertThatThrownBy(() -> JobArguments.parse(new String[] {"--forebay.sauce", "kafka"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown option --forebay.sauce")
                .hasMessageContaining("forebay.source");
    }
}

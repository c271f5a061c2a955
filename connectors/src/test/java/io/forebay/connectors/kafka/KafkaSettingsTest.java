package io.forebay.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSettingsTest {
    private static Configuration valid() {
        Configuration config = new Configuration();
        config.set(KafkaOptions.BOOTSTRAP_SERVERS, "a:9092,b:9093");
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        return config;
    }

    @Test
    void shouldTakeDefaultsWhenOnlyBrokersAndCheckpointsAreGiven() {
        KafkaSettings settings = KafkaSettings.from(valid());

        assertThat(settings.bootstrapServers()).isEqualTo("a:9092,b:9093");
        assertThat(settings.topics().capture()).isEqualTo("forebay.capture");
        assertThat(settings.topics().results().values())
                .containsExactly(
                        "forebay.commands",
                        "forebay.allocations",
                        "forebay.alerts",
                        "forebay.alerts-json",
                        "forebay.dead-letters",
                        "forebay.late-elements");
        assertThat(settings.delivery()).isEqualTo(KafkaDelivery.EXACTLY_ONCE);
        assertThat(settings.start()).isEqualTo(KafkaStart.EARLIEST);
        assertThat(settings.isBounded()).isFalse();
    }

    @Test
    void shouldGiveClientsTheirOwnSettings() {
        Configuration config = valid();
        config.set(KafkaOptions.CLIENT, Map.of("security.protocol", "SSL"));

        assertThat(KafkaSettings.from(config).clientProperties())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "a:9092,b:9093");
    }

    @Test
    void shouldKeepSecretsOfClientsOutOfLogs() {
        Configuration config = valid();
        config.set(KafkaOptions.CLIENT, Map.of("sasl.jaas.config", "password=hunter2"));

        assertThat(KafkaSettings.from(config)).asString().doesNotContain("hunter2");
    }

    @Test
    void shouldSurviveSerialization() throws Exception {
        KafkaSettings settings = KafkaSettings.from(valid());

        assertThat(CommonTestUtils.createCopySerializable(settings)).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kafka.bootstrap-servers | localhost | host:port
                    kafka.topic.capture | a topic | letters
                    kafka.topic.alerts | forebay.capture | kafka.topic.capture
                    kafka.source.group | ' ' | not blank
                    kafka.source.idle-timeout | 0 ms | 1 ms to 1 day
                    kafka.source.max-disorder | 2 d | 0 ms to 1 day
                    kafka.source.max-drift | 2 d | 0 ms to 1 day
                    kafka.sink.transaction-prefix | ' ' | not blank
                    kafka.sink.transaction-timeout | 10 min | execution.checkpointing.timeout
                    """)
    void shouldNameKeyValueAndWhatIsAllowedWhenRefused(String key, String value, String allowed) {
        Configuration config = valid();
        config.setString(key, value);

        assertThatThrownBy(() -> KafkaSettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value.trim())
                .hasMessageContaining(allowed);
    }

    @Test
    void shouldRefuseToStartWhenNoBrokersAreNamed() {
        Configuration config = valid();
        config.removeConfig(KafkaOptions.BOOTSTRAP_SERVERS);

        assertThatThrownBy(() -> KafkaSettings.from(config))
                .hasMessageContaining("kafka.bootstrap-servers");
    }

    @Test
    void shouldRefuseExactlyOnceWhenThereAreNoCheckpoints() {
        Configuration config = valid();
        config.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);

        assertThatThrownBy(() -> KafkaSettings.from(config))
                .hasMessageContaining("kafka.sink.delivery")
                .hasMessageContaining("execution.checkpointing.interval");
        config.set(KafkaOptions.DELIVERY, KafkaDelivery.AT_LEAST_ONCE);
        assertThat(KafkaSettings.from(config).delivery()).isEqualTo(KafkaDelivery.AT_LEAST_ONCE);
    }

    @Test
    void shouldAllowShortTransactionsWhenCheckpointsEndSooner() {
        Configuration config = valid();
        config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(20));
        config.set(KafkaOptions.TRANSACTION_TIMEOUT, Duration.ofMillis(30_001));
        assertThat(KafkaSettings.from(config).transactionTimeout()).hasMillis(30_001);

        config.set(KafkaOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(30));
        assertThatThrownBy(() -> KafkaSettings.from(config))
                .hasMessageContaining("kafka.sink.transaction-timeout, value=30 s, allowed=above");
    }
}

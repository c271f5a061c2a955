package io.forebay.connectors.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.gateway.Backoff;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySourceSettingsTest {
    @Test
    void shouldHaveDefaults() {
        assertThat(GatewaySourceSettings.from(new Configuration()))
                .isEqualTo(
                        new GatewaySourceSettings(
                                "forebay", 2_048, 10_000, new Backoff(50, 5_000), 60));
    }

    @Test
    void shouldMapEveryKey() {
        var config =
                Configuration.fromMap(
                        Map.of(
                                "gateway.source.subscriber", "job-7",
                                "gateway.source.credit-records", "2",
                                "gateway.source.silence-timeout", "6 s",
                                "gateway.source.reconnect.initial-backoff", "3 ms",
                                "gateway.source.reconnect.max-backoff", "4 s",
                                "gateway.source.reconnect.max-attempts", "5"));
        assertThat(GatewaySourceSettings.from(config))
                .isEqualTo(new GatewaySourceSettings("job-7", 2, 6_000, new Backoff(3, 4_000), 5));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.source.subscriber, ' '",
        "gateway.source.credit-records, 0",
        "gateway.source.credit-records, 1048577",
        "gateway.source.silence-timeout, 0 ms",
        "gateway.source.reconnect.initial-backoff, 0 ms",
        "gateway.source.reconnect.max-backoff, 49 ms",
        "gateway.source.reconnect.max-attempts, -1"
    })
    void shouldNameKeyWhenValueIsRefused(String key, String value) {
        var config = Configuration.fromMap(Map.of(key, value));
        assertThatThrownBy(() -> GatewaySourceSettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    void shouldRefuseSourceWithoutGateway() {
        assertThatThrownBy(() -> GatewaySource.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway.source.addresses is missing");
    }
}

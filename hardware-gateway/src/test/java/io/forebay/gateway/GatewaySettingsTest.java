package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {
    @Test
    void shouldHaveTheContractsDefaults() {
        GatewaySettings settings = GatewaySettings.builder("dev").build();
        assertThat(settings.deviceId()).isEqualTo("dev");
        assertThat(settings.pacing())
                .isEqualTo(new Pacing.Lockstep(Duration.ofMillis(1), Duration.ofSeconds(60)));
        assertThat(settings.window()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(Pacing.live(2)).isEqualTo(new Pacing.Live(2, Duration.ofSeconds(10), true));
    }

    @Test
    void shouldNameKeyAndValueWhenNotAllowed() {
        refused(() -> GatewaySettings.builder("dev").port(70_000).build(), "port=70000");
        refused(
                () -> GatewaySettings.builder("dev").window(Duration.ofNanos(5)).build(),
                "window=PT0.000000005S");
        refused(
                () -> GatewaySettings.builder("dev").window(Duration.ofNanos(1_500_000)).build(),
                "whole milliseconds: window=PT0.0015S");
        refused(() -> GatewaySettings.builder("dev").elementLimit(0).build(), "elementLimit=0");
        refused(
                () -> GatewaySettings.builder("dev").durationLimit(Duration.ZERO).build(),
                "durationLimit=0");
        refused(() -> Pacing.live(0), "speed=0.0");
        refused(() -> Pacing.live(Double.NaN), "speed=NaN");
        refused(() -> new Pacing.Lockstep(Duration.ZERO, Duration.ZERO), "answerTimeout=PT0S");
        refused(() -> GatewayLimits.defaults().withCaptureLogRecords(0), "captureLogRecords=0");
    }

    private static void refused(Runnable construction, String keyAndValue) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction::run)
                .withMessageContaining(keyAndValue);
    }
}

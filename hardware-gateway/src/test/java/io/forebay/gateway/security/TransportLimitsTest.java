package io.forebay.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.forebay.gateway.GatewaySettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportLimitsTest {
    private final TransportLimits defaults = TransportLimits.defaults();

    @Test
    void shouldBeTheGatewaysLimitsUnlessOthersAreSet() {
        assertThat(GatewaySettings.builder("dev").build().transportLimits()).isEqualTo(defaults);
        var own = defaults.withClientRates(1, 2).withConnections(3, 4, 5);
        var settings = GatewaySettings.builder("dev").transportLimits(own).build();
        assertThat(settings.transportLimits()).isEqualTo(own);
        assertThat(own.messagesPerSecond()).isEqualTo(1);
        assertThat(own.commandsPerSecond()).isEqualTo(2);
        assertThat(own.maxConnections()).isEqualTo(3);
        assertThat(own.maxConnectionsPerSecond()).isEqualTo(4);
        assertThat(own.refusalsPerSecond()).isEqualTo(5);
    }

    @Test
    void shouldNameWhatIsNotAllowed() {
        refused(() -> defaults.withClientRates(0, 1), "messagesPerSecond=0");
        refused(() -> defaults.withClientRates(1, 0), "commandsPerSecond=0");
        refused(() -> defaults.withConnections(0, 1, 1), "maxConnections=0");
        refused(() -> defaults.withConnections(1, 0, 1), "maxConnectionsPerSecond=0");
        refused(() -> defaults.withConnections(1, 1, 0), "refusalsPerSecond=0");
        refused(() -> timeouts(Duration.ZERO, Duration.ofSeconds(1)), "handshakeTimeout=PT0S");
        refused(() -> timeouts(Duration.ofSeconds(1), Duration.ZERO), "maxConnectionIdle=PT0S");
    }

    private TransportLimits timeouts(Duration handshake, Duration idle) {
        return defaults.withTimeouts(handshake, idle);
    }

    private static void refused(Runnable construction, String keyAndValue) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction::run)
                .withMessageContaining(keyAndValue);
    }
}

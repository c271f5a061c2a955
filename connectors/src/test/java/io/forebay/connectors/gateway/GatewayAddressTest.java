package io.forebay.connectors.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:7411, localhost, 7411",
        "10.0.0.7:1, 10.0.0.7, 1",
        "[::1]:65535, ::1, 65535"
    })
    void shouldReadHostAndPort(String text, String host, int port) {
        var address = GatewayAddress.parse(text);
        assertThat(address).isEqualTo(new GatewayAddress(host, port));
        assertThat(address).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":7411", "h:0", "h:65536", "h:x", "::1:7411", "[]:1"})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> GatewayAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("address=" + text);
    }

    @Test
    void shouldDoubleWaitUpToLimit() {
        var backoff = new Backoff(50, 400);
        assertThat(backoff.delayMillis(1)).isEqualTo(50);
        assertThat(backoff.delayMillis(3)).isEqualTo(200);
        assertThat(backoff.delayMillis(4)).isEqualTo(400);
        assertThat(backoff.delayMillis(1_000)).isEqualTo(400);
        assertThat(new Backoff(3, Long.MAX_VALUE).delayMillis(Integer.MAX_VALUE)).isPositive();
        assertThatThrownBy(() -> new Backoff(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "INVALID_ARGUMENT",
                "NOT_FOUND",
                "ALREADY_EXISTS",
                "PERMISSION_DENIED",
                "FAILED_PRECONDITION",
                "OUT_OF_RANGE",
                "UNIMPLEMENTED",
                "UNAUTHENTICATED"
            })
    void shouldNotRetryWhatIsRefusedByNature(Status.Code code) {
        assertThat(TransportFailures.isRetriable(code)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "OK",
                "CANCELLED",
                "UNKNOWN",
                "DEADLINE_EXCEEDED",
                "RESOURCE_EXHAUSTED",
                "ABORTED",
                "INTERNAL",
                "UNAVAILABLE",
                "DATA_LOSS"
            })
    void shouldRetryWhatMayPass(Status.Code code) {
        assertThat(TransportFailures.isRetriable(code)).isTrue();
    }
}

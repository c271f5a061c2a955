package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturatingTest {
    private static final long LATEST = Long.MAX_VALUE - 1;

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "1, 1000000000, 1",
        "1, 3, 333333334",
        "4096, 3200000000, 1280",
        "4097, 3200000000, 1281",
        "9223372034, 1, 9223372034000000000",
        "9223372037, 1, 9223372036854775806",
        "9223372037, 1000000000, 9223372037",
        "9223372036854775807, 1, 9223372036854775806",
        "9223372036854775807, 1125899906842624, 8192000000000",
        "1000000000000000000, 1000000000, 1000000000000000000"
    })
    void shouldRoundUpAndStopAtTheLatestTime(long bytes, long rate, long expected) {
        assertThat(Saturating.transferNanos(bytes, rate)).isEqualTo(expected);
    }

    @Test
    void shouldStopAtTheLatestTimeWhenAdding() {
        assertThat(Saturating.add(1, 2)).isEqualTo(3);
        assertThat(Saturating.add(LATEST, 0)).isEqualTo(LATEST);
        assertThat(Saturating.add(LATEST, 1)).isEqualTo(LATEST);
        assertThat(Saturating.add(LATEST, LATEST)).isEqualTo(LATEST);
    }
}

package io.forebay.shaping.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.AlertKind;
import io.forebay.schemas.Surprise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of kinds: what a deviation looks like. */
class SignatureTest {
    @ParameterizedTest
    @CsvSource({
        // surprise, windows, count, bytes, readRatio, reads, usual, new, usual, response, kind
        "SILENCE,    5,  0, 0,   0,  0.5, 0.5, 0,   0,   1,   STALL,           MALFUNCTION",
        "SILENCE,    5,  3, 3,   3,  0.5, 0.5, 0,   0,   1,   BURST,           BOTTLENECK",
        "ADDRESS,    3,  9, 9,   9,  1.0, 0.5, 0.9, 0.1, 1,   SCAN,            SECURITY",
        "VOLUME,     3,  9, 9,   9,  0.9, 0.9, 0.9, 0.1, 1,   SCAN,            SECURITY",
        // Frames neither read nor write: new flows alone make a scan.
        "ADDRESS,    3,  9, 1,   1,  0,   0,   0.8, 0.1, 1,   SCAN,            SECURITY",
        // Where new places are usual they say nothing.
        "VOLUME,     3,  9, 9,   9,  0.9, 0.9, 0.9, 0.8, 1,   BURST,           BOTTLENECK",
        // Writing elsewhere is no scan.
        "ADDRESS,    3,  1, 1,   1,  0.1, 0.1, 0.9, 0.1, 1,   UNFAMILIAR,      UNKNOWN",
        "SIZE,       3,  1, 1,   0,  0.1, 0.9, 0,   0,   1,   OPERATION_MIX,   SECURITY",
        "OPERATION,  3,  1, 1,   1,  0.5, 0.5, 0,   0,   1,   OPERATION_MIX,   SECURITY",
        "VOLUME,     10, 4, 4,   4,  1,   0.9, 0,   0,   1,   SUSTAINED_READS, SECURITY",
        "VOLUME,     9,  4, 4,   4,  1,   0.9, 0,   0,   1,   BURST,           BOTTLENECK",
        "TIMING,     3,  1, 1,   1,  0.5, 0.5, 0,   0,   2,   SLOW_RESPONSES,  BOTTLENECK",
        "TIMING,     3,  1, 1,   1,  0.5, 0.5, 0,   0,   1.9, UNFAMILIAR,      UNKNOWN",
        "VOLUME,     3,  2, 1,   1,  0.5, 0.5, 0,   0,   1,   BURST,           BOTTLENECK",
        "VOLUME,     3,  1, 2,   2,  0.5, 0.5, 0,   0,   1,   BURST,           BOTTLENECK",
        "VOLUME,     3,0.4, 0.4, 0,  0.5, 0.5, 0,   0,   1,   SLOWDOWN,        MALFUNCTION",
        "SIZE,       3,  1, 8,   8,  0.5, 0.5, 0,   0,   1,   SIZE_SHIFT,      MALFUNCTION",
        "ADDRESS,    3,  1, 1,   1,  0.5, 0.5, 0.2, 0,   1,   UNFAMILIAR,      UNKNOWN"
    })
    void shouldTellKindWhenTrafficDeviates(
            Surprise surprise,
            long windows,
            double countRatio,
            double bytesRatio,
            double readRatio,
            double readShare,
            double usualReadShare,
            double newRegionShare,
            double usualNewRegionShare,
            double responseRatio,
            Signature expected,
            AlertKind kind) {
        Signature told =
                Signature.of(
                        new Deviation(
                                surprise,
                                windows,
                                countRatio,
                                bytesRatio,
                                readRatio,
                                readShare,
                                usualReadShare,
                                newRegionShare,
                                usualNewRegionShare,
                                responseRatio));

        assertThat(told).isEqualTo(expected);
        assertThat(told.kind()).isEqualTo(kind);
    }

    @Test
    void shouldFindEachSignatureByItsCode() {
        for (Signature signature : Signature.values()) {
            assertThat(Signature.ofCode(signature.code())).isEqualTo(signature);
        }
        assertThat(Signature.ofCode("of a later version")).isEqualTo(Signature.UNFAMILIAR);
    }
}

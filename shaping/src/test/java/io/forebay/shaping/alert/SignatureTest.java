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
        // surprise, windows, elements, count, bytes, readRatio, reads, usual, bits, usual, new,
        // usual, response, kind
        "SILENCE,   5,   0,   0,   0,   0,  0.5, 0.5, 1, 1, 0,   0,   1,   STALL",
        "SILENCE,   5,   90,  3,   3,   3,  0.5, 0.5, 1, 1, 0,   0,   1,   BURST",
        "ADDRESS,   3,   90,  9,   9,   9,  1.0, 0.5, 1, 1, 0.9, 0.1, 1,   SCAN",
        "VOLUME,    3,   90,  9,   9,   9,  0.9, 0.9, 1, 1, 0.9, 0.1, 1,   SCAN",
        // Three requests in new places are no scan.
        "ADDRESS,   3,   3,   1,   1,   1,  1.0, 1.0, 1, 1, 1,   0.1, 1,   UNFAMILIAR",
        // Frames neither read nor write: new flows alone make a scan.
        "ADDRESS,   3,   90,  9,   1,   1,  0,   0,   0, 0, 0.8, 0.1, 1,   SCAN",
        // Where new places are usual they say nothing.
        "VOLUME,    3,   90,  9,   9,   9,  0.9, 0.9, 1, 1, 0.9, 0.8, 1,   BURST",
        // Writing elsewhere is no scan.
        "ADDRESS,   3,   90,  1,   1,   1,  0.1, 0.1, 1, 1, 0.9, 0.1, 1,   UNFAMILIAR",
        "UNKNOWN,   3,   90,  1,   1,   1,  0.5, 0.5, 1, 1, 0,   0,   3,   SLOW_RESPONSES",
        "TIMING,    3,   90,  1,   1,   1,  0.5, 0.5, 1, 1, 0,   0,   2.9, UNFAMILIAR",
        // More requests, and longer ones, take longer: that is no fault of the device.
        "TIMING,    3,   90,  4,   4,   4,  0.5, 0.5, 1, 1, 0,   0,   6,   BURST",
        "TIMING,    3,   90,  1,   9,   9,  0.5, 0.5, 1, 1, 0,   0,   6,   SIZE_SHIFT",
        "TIMING,    3,   90,  1,   9,   9,  0.5, 0.5, 1, 1, 0,   0,   27,  SLOW_RESPONSES",
        "SIZE,      3,   90,  1,   1,   0,  0.1, 0.9, 1, 1, 0,   0,   1,   OPERATION_MIX",
        "SIZE,      3,   90,  1,   1,   0,  0.3, 0.85, 1, 1, 0,  0,   1,   SIZE_SHIFT",
        // A turn that the prediction finds easy is part of what the function does.
        "SIZE,      3,   90,  1,   9,   0,  0.1, 0.9, 0.1, 1, 0, 0,   1,   SIZE_SHIFT",
        // A single write says nothing of a mix.
        "SIZE,      1,   1,   1,   9,   0,  0,   0.9, 9, 1, 0,   0,   1,   SIZE_SHIFT",
        // Half of the requests read before and after they are turned.
        "OPERATION, 3,   90,  1,   1,   1,  0.5, 0.5, 2, 0.2, 0, 0,   1,   OPERATION_MIX",
        "OPERATION, 3,   90,  1,   1,   1,  0.5, 0.5, 0.3, 0.01, 0, 0, 1,  UNFAMILIAR",
        // More reads than usual because there is more of everything.
        "OPERATION, 3,   90,  4,   4,   4,  0.5, 0.5, 1, 1, 0,   0,   1,   BURST",
        "VOLUME,    100, 900, 4,   4,   4,  1,   0.9, 1, 1, 0,   0,   1,   SUSTAINED_READS",
        "VOLUME,    99,  900, 4,   4,   4,  1,   0.9, 1, 1, 0,   0,   1,   BURST",
        "VOLUME,    3,   90,  2,   1,   1,  0.5, 0.5, 1, 1, 0,   0,   1,   BURST",
        "VOLUME,    3,   90,  1.5, 2,   2,  0.5, 0.5, 1, 1, 0,   0,   1,   BURST",
        "VOLUME,    3,   90,  1,   2,   2,  0.5, 0.5, 1, 1, 0,   0,   1,   SIZE_SHIFT",
        "VOLUME,    3,   90,  2,   16,  16, 0.5, 0.5, 1, 1, 0,   0,   1,   SIZE_SHIFT",
        "VOLUME,    3,   90,  0.1, 1.6, 1,  0.5, 0.5, 1, 1, 0,   0,   1,   SIZE_SHIFT",
        "VOLUME,    3,   90,  9,   2,   2,  0.5, 0.5, 1, 1, 0,   0,   1,   BURST",
        "VOLUME,    3,   90,0.4,   0.4, 0,  0.5, 0.5, 1, 1, 0,   0,   1,   SLOWDOWN",
        "TIMING,    3,   90,0.4,   0.4, 0,  0.5, 0.5, 1, 1, 0,   0,   1,   UNFAMILIAR",
        "SIZE,      3,   90,  1,   1,   1,  0.5, 0.5, 1, 1, 0,   0,   1,   SIZE_SHIFT",
        "ADDRESS,   3,   90,  1,   1,   1,  0.5, 0.5, 1, 1, 0.2, 0,   1,   UNFAMILIAR"
    })
    void shouldTellSignatureWhenTrafficDeviates(
            Surprise surprise,
            long windows,
            long elements,
            double countRatio,
            double bytesRatio,
            double readRatio,
            double readShare,
            double usualReadShare,
            double operationBits,
            double usualOperationBits,
            double newRegionShare,
            double usualNewRegionShare,
            double responseRatio,
            Signature expected) {
        Signature told =
                Signature.of(
                        new Deviation(
                                surprise,
                                windows,
                                elements,
                                countRatio,
                                bytesRatio,
                                readRatio,
                                readShare,
                                usualReadShare,
                                0.3,
                                operationBits,
                                usualOperationBits,
                                0,
                                0,
                                newRegionShare,
                                usualNewRegionShare,
                                responseRatio));

        assertThat(told).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.1, OPERATION_MIX", "0.3, UNFAMILIAR"})
    void shouldTellNewMixWithoutBitsOnlyWhenTheFunctionNeverTurns(
            double readShareDeviation, Signature expected) {
        var writesWhereReadsAreUsual =
                new Deviation(
                        Surprise.UNKNOWN,
                        3,
                        90,
                        1,
                        1,
                        0,
                        0,
                        1,
                        readShareDeviation,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0,
                        1);

        assertThat(Signature.of(writesWhereReadsAreUsual)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // elements, swapped, usual
        "10, 0.5, 0.2, OPERATION_MIX",
        "9,  1,   0,   UNFAMILIAR",
        "90, 0.4, 0,   UNFAMILIAR",
        "90, 0.6, 0.4, UNFAMILIAR"
    })
    void shouldTellNewMixWhenReadsAndWritesChangedPlacesAndNotTheirShares(
            long elements, double swappedShare, double usualSwappedShare, Signature expected) {
        var turned =
                new Deviation(
                        Surprise.UNKNOWN,
                        3,
                        elements,
                        1,
                        1,
                        1,
                        0.5,
                        0.5,
                        0.3,
                        1,
                        1,
                        swappedShare,
                        usualSwappedShare,
                        0,
                        0,
                        1);

        assertThat(Signature.of(turned)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "STALL, MALFUNCTION",
        "SCAN, SECURITY",
        "SLOW_RESPONSES, BOTTLENECK",
        "OPERATION_MIX, SECURITY",
        "SUSTAINED_READS, SECURITY",
        "BURST, BOTTLENECK",
        "SIZE_SHIFT, MALFUNCTION",
        "SLOWDOWN, MALFUNCTION",
        "UNFAMILIAR, UNKNOWN"
    })
    void shouldMeanWhatTheTableSays(Signature signature, AlertKind kind) {
        assertThat(signature.kind()).isEqualTo(kind);
    }

    @Test
    void shouldFindEachSignatureByItsCode() {
        for (Signature signature : Signature.values()) {
            assertThat(Signature.ofCode(signature.code())).isEqualTo(signature);
        }
        assertThat(Signature.ofCode("of a later version")).isEqualTo(Signature.UNFAMILIAR);
    }
}

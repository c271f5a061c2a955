package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSymbolsTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "8, 3", "15, 3", "16, 4", "32768, 15", "9000000000, 15"})
    void shouldTakeFloorOfLogarithmWhenSizeIsClassified(long sectors, int expected) {
        assertThat(RequestSymbols.sizeClass(sectors)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 40",
        "1, 41",
        "-1, 39",
        "2, 42",
        "3, 42",
        "-4, 37",
        "549755813887, 79",
        "549755813888, 80",
        "9223372036854775807, 80",
        "-9223372036854775808, 0"
    })
    void shouldKeepSignAndMagnitudeWhenDeltaIsClassified(long delta, int expected) {
        assertThat(RequestSymbols.deltaClass(delta)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-5, 0", "1, 1", "2, 2", "3, 2", "1024, 11", "9223372036854775807, 31"})
    void shouldTakeCeilingClassWhenGapIsClassified(long gapMicros, int expected) {
        assertThat(RequestSymbols.gapClass(gapMicros)).isEqualTo(expected);
    }

    @Property
    void shouldMatchDefinitionWhenDeltaIsAny(@ForAll @LongRange(min = 1) long distance) {
        int magnitude = Math.min(40, 1 + (63 - Long.numberOfLeadingZeros(distance)));
        assertThat(RequestSymbols.deltaClass(distance)).isEqualTo(40 + magnitude);
        assertThat(RequestSymbols.deltaClass(-distance)).isEqualTo(40 - magnitude);
    }

    @Test
    void shouldRelateToPreviousRequestWhenRequestsFollow() {
        var state = new SymbolState();
        state.advance(Elements.block(1_000, true, 64, 8));
        assertThat(state.delta()).isEqualTo(RequestSymbols.deltaClass(64));
        assertThat(state.gap()).isZero();
        state.advance(Elements.block(1_003, false, 72, 16));
        assertThat(state.operation()).isEqualTo(1);
        assertThat(state.size()).isEqualTo(4);
        assertThat(state.delta()).isEqualTo(RequestSymbols.DELTA_ZERO);
        assertThat(state.gap()).isEqualTo(2);
        state.advance(Elements.block(900, true, 80, 1));
        assertThat(state.delta()).isEqualTo(RequestSymbols.deltaClass(-8));
        assertThat(state.gap()).isZero();
    }

    @Test
    void shouldCountWholeMicrosecondsWhenTimesAreNanoseconds() {
        var state = new SymbolState();
        state.advance(Elements.of(ElementKind.BLOCK, Operation.READ, 1_999, 0, 512));
        state.advance(Elements.of(ElementKind.BLOCK, Operation.READ, 2_000, 512, 513));
        assertThat(state.gapMicros()).isEqualTo(1);
        assertThat(state.sectorCount()).isEqualTo(2);
    }

    @Test
    void shouldUseKindsOwnUnitsWhenTrafficIsNotBlock() {
        var state = new SymbolState();
        state.advance(Elements.of(ElementKind.TLP, Operation.READ, 0, 4_096, 64));
        assertThat(state.sector()).isEqualTo(1_024);
        assertThat(state.sectorCount()).isEqualTo(16);
        assertThat(state.operation()).isZero();
        state.advance(Elements.of(ElementKind.ETHERNET, Operation.FRAME, 0, 77, 1_500));
        assertThat(state.sector()).isEqualTo(77);
        assertThat(state.sectorCount()).isEqualTo(1_500);
        assertThat(state.operation()).isEqualTo(1);
    }

    @Test
    void shouldKeepDirectionInCodeWhenOperationIsAny() {
        for (ElementKind kind : ElementKind.values()) {
            for (Operation operation : Operation.values()) {
                int code = RequestSymbols.operationCode(kind, operation);
                assertThat(code).isBetween(0, RequestSymbols.OPERATION_CODES - 1);
                assertThat(RequestSymbols.directionOf(code))
                        .isEqualTo(RequestSymbols.direction(operation));
            }
        }
    }
}
